package io.meshsdk.internal.xds.ads;

import io.meshsdk.internal.xds.ResourceNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names asked for, as they were asked and as servers know them. */
final class Asked {
    static final Asked NOTHING = new Asked(false, Set.of());

    private final boolean wildcard;
    private final Map<String, List<String>> byCanonical = new LinkedHashMap<>();

    Asked(boolean wildcard, Set<String> names) {
        this.wildcard = wildcard;
        names.forEach(name -> byCanonical
                .computeIfAbsent(ResourceNames.canonical(name), canonical -> new ArrayList<>(1))
                .add(name));
    }

    Interest interest() {
        return Interest.of(wildcard, byCanonical.keySet());
    }

    boolean wildcard() {
        return wildcard;
    }

    /** All names as they were asked. */
    List<String> names() {
        return byCanonical.values().stream().flatMap(List::stream).toList();
    }

    /** The names under which a resource was asked for; its own under a wildcard; none where nobody wants it. */
    List<String> keys(String name, Collection<String> aliases) {
        List<String> keys = new ArrayList<>(1);
        keys.addAll(byCanonical.getOrDefault(ResourceNames.canonical(name), List.of()));
        aliases.forEach(alias -> keys.addAll(byCanonical.getOrDefault(ResourceNames.canonical(alias), List.of())));
        if (keys.isEmpty() && wildcard) {
            keys.add(name);
        }
        return keys;
    }
}
