package io.meshsdk.internal.net;

import io.meshsdk.call.Address;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Locality;
import io.meshsdk.call.Metadata;

final class TestEndpoint implements Endpoint {
    private final Address address;
    volatile boolean removed;

    TestEndpoint(Address address) {
        this.address = address;
    }

    @Override
    public String cluster() {
        return "orders";
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public String hostname() {
        return "";
    }

    @Override
    public Locality locality() {
        return Locality.NONE;
    }

    @Override
    public Metadata metadata() {
        return Metadata.EMPTY;
    }

    @Override
    public boolean removed() {
        return removed;
    }
}
