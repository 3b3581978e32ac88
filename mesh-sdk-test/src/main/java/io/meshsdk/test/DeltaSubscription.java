package io.meshsdk.test;

import com.google.protobuf.Message;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Delta: requests say what is wanted anew or no more, responses what changed and what is gone. */
final class DeltaSubscription implements Subscription {
    private final String type;
    private final Set<String> names = new HashSet<>();
    private final Map<String, String> known = new HashMap<>();
    /** Subscribed to since the last response: to be told that they are not there, if they are not. */
    private final Set<String> asked = new HashSet<>();

    private boolean wildcard;
    private boolean first = true;
    private boolean due;

    DeltaSubscription(String type) {
        this.type = type;
    }

    @Override
    public void request(XdsRequest request) {
        boolean hadAll = wildcard;
        if (first) {
            known.putAll(request.initialVersions());
            wildcard = request.names().isEmpty() && WILDCARD_TYPES.contains(type);
        }
        for (String name : request.names()) {
            if (name.equals(WILDCARD)) {
                wildcard = true;
                continue;
            }
            // Who subscribes again wants it again, whatever was sent; only the versions of a first request spare that.
            if (!first) {
                known.remove(name);
            }
            names.add(name);
            asked.add(name);
        }
        for (String name : request.unsubscribed()) {
            if (name.equals(WILDCARD)) {
                wildcard = false;
            }
            names.remove(name);
            asked.remove(name);
            // Where the wildcard still covers it, the client forgot it and must get it anew.
            known.remove(name);
        }
        known.keySet().removeIf(name -> !wants(name));
        due |= wildcard && !hadAll;
        first = false;
    }

    @Override
    public Optional<Message> answer(Catalogue catalogue, String nonce) {
        Map<String, Catalogue.Versioned> there = catalogue.ofType(type);
        DeltaDiscoveryResponse.Builder response = DeltaDiscoveryResponse.newBuilder()
                .setTypeUrl(type)
                .setSystemVersionInfo(catalogue.version(type))
                .setNonce(nonce);
        there.forEach((name, versioned) -> {
            if (wants(name) && !versioned.version().equals(known.put(name, versioned.version()))) {
                response.addResources(Subscription.wrapped(versioned));
            }
        });
        Set<String> gone = new TreeSet<>(known.keySet());
        gone.addAll(asked);
        gone.removeAll(there.keySet());
        known.keySet().removeAll(gone);
        asked.clear();
        response.addAllRemovedResources(gone);
        // The answer to a new wildcard comes even if it is empty: the client waits to hear that there is nothing.
        boolean news = due || response.getResourcesCount() > 0 || !gone.isEmpty();
        due = false;
        return news ? Optional.of(response.build()) : Optional.empty();
    }

    @Override
    public boolean wants(String name) {
        return wildcard || names.contains(name);
    }
}
