package io.meshsdk.internal.route;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Narrows the routes of a virtual host to those whose literal path may match, in their order. It only leaves out what
 * cannot match: each candidate is still tested whole.
 */
final class PathIndex {
    /** Above this many entries for each route, the index would cost more than it saves. */
    private static final int MAX_GROWTH = 64;

    private final CompiledRoute[] all;
    /** Sorted; empty where there is no index. */
    private final String[] literals;
    /** For each literal the longest other one with which it begins, or -1. */
    private final int[] parents;
    /** For each literal the routes that a path may take which begins with it and with no longer one. */
    private final CompiledRoute[][] candidates;

    private final CompiledRoute[] withoutLiteral;

    private PathIndex(
            CompiledRoute[] all,
            String[] literals,
            int[] parents,
            CompiledRoute[][] candidates,
            CompiledRoute[] withoutLiteral) {
        this.all = all;
        this.literals = literals;
        this.parents = parents;
        this.candidates = candidates;
        this.withoutLiteral = withoutLiteral;
    }

    static PathIndex of(List<CompiledRoute> routes) {
        CompiledRoute[] all = routes.toArray(new CompiledRoute[0]);
        String[] literals = routes.stream()
                .map(route -> route.match().literal())
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toArray(String[]::new);
        int[] parents = new int[literals.length];
        CompiledRoute[][] candidates = new CompiledRoute[literals.length][];
        long entries = 0;
        for (int i = 0; i < literals.length; i++) {
            int parent = i - 1;
            while (parent >= 0 && !literals[i].startsWith(literals[parent])) {
                parent = parents[parent];
            }
            parents[i] = parent;
            candidates[i] = startingWithin(all, literals[i]);
            entries += candidates[i].length;
            if (entries > (long) MAX_GROWTH * all.length) {
                return new PathIndex(all, new String[0], new int[0], new CompiledRoute[0][], all);
            }
        }
        return new PathIndex(all, literals, parents, candidates, startingWithin(all, null));
    }

    CompiledRoute[] all() {
        return all;
    }

    /**
     * @param path with its query: a literal longer than the path proper is tested and does not match
     */
    CompiledRoute[] candidates(String path) {
        // The last literal not above the path begins with every literal with which the path begins.
        int found = Arrays.binarySearch(literals, path);
        int index = found >= 0 ? found : -found - 2;
        while (index >= 0 && !path.startsWith(literals[index])) {
            index = parents[index];
        }
        return index < 0 ? withoutLiteral : candidates[index];
    }

    private static CompiledRoute[] startingWithin(CompiledRoute[] all, @Nullable String longest) {
        return Arrays.stream(all)
                .filter(route -> {
                    String literal = route.match().literal();
                    return literal == null || (longest != null && longest.startsWith(literal));
                })
                .toArray(CompiledRoute[]::new);
    }
}
