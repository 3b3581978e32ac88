package io.meshsdk.internal.xds.ads;

import io.meshsdk.model.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The protocol's first form: each request says everything that is wanted. */
final class StateOfTheWorld implements Protocol {
    private final ResourceType type;
    private String version;
    private String nonce = "";
    private boolean asked;
    /** Once names were sent, an empty list means none; before, it means all. */
    private boolean named;

    private Interest interest = Interest.NONE;

    /**
     * @param version last accepted from the same server; empty if none
     */
    StateOfTheWorld(ResourceType type, String version) {
        this.type = type;
        this.version = version;
    }

    @Override
    public Optional<AdsRequest> want(Interest wanted) {
        // Nothing wanted and nothing asked: an empty first request would ask for everything.
        if (asked ? wanted.equals(interest) : wanted.isNone()) {
            return Optional.empty();
        }
        interest = wanted;
        return Optional.of(request(""));
    }

    @Override
    public AdsRequest ack(String acceptedVersion, String responseNonce) {
        version = acceptedVersion;
        nonce = responseNonce;
        return request("");
    }

    @Override
    public AdsRequest nack(String responseNonce, String error) {
        nonce = responseNonce;
        return request(error);
    }

    private AdsRequest request(String error) {
        List<String> names = new ArrayList<>(interest.names());
        if (interest.wildcard() && (named || !names.isEmpty())) {
            names.add(0, Interest.WILDCARD);
        }
        asked = true;
        named |= !names.isEmpty();
        return new AdsRequest.StateOfTheWorld(type, version, names, nonce, error);
    }
}
