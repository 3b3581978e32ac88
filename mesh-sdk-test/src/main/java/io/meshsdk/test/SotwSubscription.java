package io.meshsdk.test;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** State of the world: each request names all that is wanted, each response of LDS and CDS holds all that there is. */
final class SotwSubscription implements Subscription {
    private final String type;
    /** Absence from a response deletes, so a response must be whole, and must come even if it is empty. */
    private final boolean whole;

    private final boolean wrapAll;
    private final Set<String> names = new HashSet<>();
    private final Map<String, String> sent = new HashMap<>();
    private boolean wildcard;
    private boolean everNamed;
    private boolean due;

    SotwSubscription(String type, boolean wrapAll) {
        this.type = type;
        this.whole = WILDCARD_TYPES.contains(type);
        this.wrapAll = wrapAll;
    }

    @Override
    public void request(XdsRequest request) {
        Set<String> wanted = new HashSet<>(request.names());
        everNamed |= !wanted.isEmpty();
        // After names, none means none: only a client that never named any asks for all by naming none.
        boolean all = wanted.remove(WILDCARD) || (whole && !everNamed);
        due |= (all && !wildcard) || !names.containsAll(wanted);
        wildcard = all;
        names.clear();
        names.addAll(wanted);
        sent.keySet().removeIf(name -> !wants(name));
    }

    @Override
    public Optional<Message> answer(Catalogue catalogue, String nonce) {
        Map<String, String> now = new HashMap<>();
        DiscoveryResponse.Builder response = DiscoveryResponse.newBuilder()
                .setTypeUrl(type)
                .setVersionInfo(catalogue.version(type))
                .setNonce(nonce);
        catalogue.ofType(type).forEach((name, versioned) -> {
            if (wants(name)) {
                now.put(name, versioned.version());
                response.addResources(form(versioned));
            }
        });
        boolean news = whole ? due || !now.equals(sent) : !sent.entrySet().containsAll(now.entrySet());
        due = false;
        if (!news) {
            return Optional.empty();
        }
        sent.clear();
        sent.putAll(now);
        return Optional.of(response.build());
    }

    @Override
    public boolean wants(String name) {
        return wildcard || names.contains(name);
    }

    private Any form(Catalogue.Versioned versioned) {
        XdsResource resource = versioned.resource();
        boolean wrap =
                wrapAll || resource.ttl().isPresent() || !resource.aliases().isEmpty();
        return wrap ? Subscription.packed(Subscription.wrapped(versioned)) : versioned.payload();
    }
}
