package io.meshsdk.internal.xds.source;

import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink.Update;
import io.meshsdk.spi.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The static resources of a bootstrap. What it fixes stays, as in Envoy: a control plane must not change the cluster, or the
 * security, by which it is reached. Immutable.
 */
final class FixedResources {
    private final Map<ResourceType, Map<String, Resource>> byType = new EnumMap<>(ResourceType.class);

    FixedResources(Collection<Resource> resources) {
        for (Resource resource : resources) {
            byType.computeIfAbsent(resource.type(), type -> new LinkedHashMap<>())
                    .put(resource.name(), resource);
        }
    }

    Map<ResourceType, Map<String, Resource>> byType() {
        return byType;
    }

    Map<ResourceType, Set<String>> names() {
        Map<ResourceType, Set<String>> names = new EnumMap<>(ResourceType.class);
        byType.forEach((type, resources) -> names.put(type, resources.keySet()));
        return names;
    }

    Map<String, Resource> among(ResourceType type, Set<String> names) {
        Map<String, Resource> some = new HashMap<>(byType.getOrDefault(type, Map.of()));
        some.keySet().retainAll(names);
        return some;
    }

    /** An update without what it says of these, and with the refusal of that. */
    Update defend(Update update) {
        Set<String> kept = byType.getOrDefault(update.type(), Map.of()).keySet();
        if (Collections.disjoint(update.accepted().keySet(), kept) && Collections.disjoint(update.removed(), kept)) {
            return update;
        }
        Map<String, Resource> accepted = new HashMap<>(update.accepted());
        List<Finding.Rejected> rejected = new ArrayList<>(update.rejected());
        for (String name : kept) {
            if (accepted.remove(name) != null) {
                rejected.add(new Finding.Rejected(
                        update.type(),
                        name,
                        "name",
                        "is that of a static resource of the bootstrap; name it otherwise"));
            }
        }
        Set<String> removed = new HashSet<>(update.removed());
        removed.removeAll(kept);
        return new Update(
                update.type(), update.version(), accepted, removed, update.absent(), rejected, update.ignored());
    }
}
