package io.meshsdk.internal.config;

import io.meshsdk.model.Cluster;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The clusters in force by the assignment that they take their endpoints from. Owned by the control thread. */
final class Assignees {
    private final Map<String, Set<String>> byAssignment = new HashMap<>();

    Set<String> of(String assignment) {
        return byAssignment.getOrDefault(assignment, Set.of());
    }

    void put(@Nullable Cluster former, Cluster now) {
        remove(former);
        References.assignment(now)
                .ifPresent(assignment -> byAssignment
                        .computeIfAbsent(assignment, name -> new LinkedHashSet<>(2))
                        .add(now.name()));
    }

    void remove(@Nullable Cluster gone) {
        if (gone == null) {
            return;
        }
        References.assignment(gone)
                .ifPresent(assignment -> byAssignment.computeIfPresent(assignment, (name, users) -> {
                    users.remove(gone.name());
                    return users.isEmpty() ? null : users;
                }));
    }
}
