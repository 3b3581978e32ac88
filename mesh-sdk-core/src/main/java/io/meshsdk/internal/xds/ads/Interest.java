package io.meshsdk.internal.xds.ads;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is wanted of a type.
 *
 * @param wildcard all that the server has for this node
 * @param names in canonical form, beyond that
 */
record Interest(boolean wildcard, SortedSet<String> names) {
    static final Interest NONE = new Interest(false, new TreeSet<>());
    static final String WILDCARD = "*";

    Interest {
        names = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    static Interest of(boolean wildcard, Collection<String> names) {
        return new Interest(wildcard, new TreeSet<>(names));
    }

    boolean isNone() {
        return !wildcard && names.isEmpty();
    }
}
