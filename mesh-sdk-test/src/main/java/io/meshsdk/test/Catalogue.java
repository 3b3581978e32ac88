package io.meshsdk.test;

import com.google.protobuf.Any;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All resources at one moment, each with a version that changes when, and only when, the resource does. Immutable.
 *
 * @param byType type URL, then name
 * @param versions of whole types, by type URL
 */
record Catalogue(Map<String, SortedMap<String, Versioned>> byType, Map<String, Long> versions, long changes) {
    static final Catalogue EMPTY = new Catalogue(Map.of(), Map.of(), 0);

    record Versioned(XdsResource resource, String version) {
        Any payload() {
            return resource.payload();
        }
    }

    SortedMap<String, Versioned> ofType(String type) {
        return byType.getOrDefault(type, new TreeMap<>());
    }

    String version(String type) {
        return Long.toString(versions.getOrDefault(type, 0L));
    }

    Catalogue put(XdsResource resource) {
        Versioned former = ofType(resource.type()).get(resource.name());
        if (former != null && former.resource().equals(resource)) {
            return this;
        }
        SortedMap<String, Versioned> changed = new TreeMap<>(ofType(resource.type()));
        changed.put(resource.name(), new Versioned(resource, Long.toString(changes + 1)));
        return with(resource.type(), changed);
    }

    Catalogue remove(String type, String name) {
        if (!ofType(type).containsKey(name)) {
            return this;
        }
        SortedMap<String, Versioned> changed = new TreeMap<>(ofType(type));
        changed.remove(name);
        return with(type, changed);
    }

    private Catalogue with(String type, SortedMap<String, Versioned> resources) {
        Map<String, SortedMap<String, Versioned>> types = new TreeMap<>(byType);
        types.put(type, resources);
        Map<String, Long> numbers = new TreeMap<>(versions);
        numbers.merge(type, 1L, Long::sum);
        return new Catalogue(types, numbers, changes + 1);
    }
}
