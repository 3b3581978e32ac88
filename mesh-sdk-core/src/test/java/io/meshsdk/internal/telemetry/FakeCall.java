package io.meshsdk.internal.telemetry;

import io.meshsdk.call.Address;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Locality;
import io.meshsdk.call.Metadata;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.spi.CallFacts;

/** A call of which everything is known. */
record FakeCall(Direction direction, String cluster, String route, RequestHead head, int attempts, ResponseFlags flags)
        implements CallFacts {
    static final Endpoint ENDPOINT = new FakeEndpoint("orders");

    static FakeCall out(String cluster, String route) {
        return new FakeCall(Direction.OUTBOUND, cluster, route, head(Headers.EMPTY), 1, ResponseFlags.NONE);
    }

    static RequestHead head(Headers headers) {
        return new RequestHead("GET", "http", "orders", "/o?secret=1", headers);
    }

    @Override
    public long startedNanos() {
        return 0;
    }

    @Override
    public String listener() {
        return "outbound";
    }

    @Override
    public String virtualHost() {
        return "orders";
    }

    @Override
    public Endpoint endpoint() {
        return ENDPOINT;
    }

    @Override
    public Peer peer() {
        return Peer.PLAINTEXT;
    }

    private record FakeEndpoint(String cluster) implements Endpoint {
        @Override
        public Address address() {
            return new Address.Socket("127.0.0.1", 8080);
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
            return false;
        }
    }
}
