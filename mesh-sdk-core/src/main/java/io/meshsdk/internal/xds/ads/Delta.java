package io.meshsdk.internal.xds.ads;

import io.meshsdk.model.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The protocol's second form: each request says what changed in what is wanted. */
final class Delta implements Protocol {
    private final ResourceType type;
    private final Map<String, String> held;
    private boolean asked;
    /** The server took an empty first request as a wish for all; from then on the wish has a name. */
    private boolean unnamedWildcard;

    private Interest interest = Interest.NONE;

    /**
     * @param held versions by the names of the resources accepted before this stream
     */
    Delta(ResourceType type, Map<String, String> held) {
        this.type = type;
        this.held = Map.copyOf(held);
    }

    @Override
    public Optional<AdsRequest> want(Interest wanted) {
        if (asked ? wanted.equals(interest) : wanted.isNone()) {
            return Optional.empty();
        }
        List<String> subscribe = new ArrayList<>();
        List<String> unsubscribe = new ArrayList<>();
        if (!asked) {
            unnamedWildcard = wanted.wildcard() && wanted.names().isEmpty();
        }
        if (wanted.wildcard() && !interest.wildcard() && !unnamedWildcard) {
            subscribe.add(Interest.WILDCARD);
        } else if (!wanted.wildcard() && interest.wildcard()) {
            unsubscribe.add(Interest.WILDCARD);
        }
        wanted.names().stream().filter(name -> !interest.names().contains(name)).forEach(subscribe::add);
        interest.names().stream().filter(name -> !wanted.names().contains(name)).forEach(unsubscribe::add);
        Map<String, String> initial = asked ? Map.of() : held;
        asked = true;
        interest = wanted;
        if (!interest.wildcard()) {
            unnamedWildcard = false;
        }
        return Optional.of(new AdsRequest.Delta(type, subscribe, unsubscribe, initial, "", ""));
    }

    @Override
    public AdsRequest ack(String version, String nonce) {
        return nack(nonce, "");
    }

    @Override
    public AdsRequest nack(String nonce, String error) {
        return new AdsRequest.Delta(type, List.of(), List.of(), Map.of(), nonce, error);
    }
}
