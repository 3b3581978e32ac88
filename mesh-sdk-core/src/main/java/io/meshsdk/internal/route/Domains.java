package io.meshsdk.internal.route;

import io.meshsdk.model.VirtualHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Virtual hosts by their domains: exact, then suffix wildcards by length, then prefix wildcards by length, then {@code *}.
 * Case does not matter; a wildcard takes at least one character; the port is part of the text.
 */
final class Domains {
    private record Wildcards(int length, Map<String, HostRoutes> byText) {}

    private final Map<String, HostRoutes> exact = new HashMap<>();
    private final List<Wildcards> suffixes = new ArrayList<>();
    private final List<Wildcards> prefixes = new ArrayList<>();
    private @Nullable HostRoutes any;

    void add(VirtualHost host, HostRoutes routes) {
        for (String domain : host.domains()) {
            String lower = domain.toLowerCase(Locale.ROOT);
            if (lower.equals("*")) {
                any = any == null ? routes : any;
            } else if (lower.startsWith("*")) {
                add(suffixes, lower.substring(1), routes);
            } else if (lower.endsWith("*")) {
                add(prefixes, lower.substring(0, lower.length() - 1), routes);
            } else {
                exact.putIfAbsent(lower, routes);
            }
        }
    }

    @Nullable
    HostRoutes find(String authority) {
        String host = authority.toLowerCase(Locale.ROOT);
        HostRoutes found = exact.get(host);
        if (found != null) {
            return found;
        }
        for (Wildcards level : suffixes) {
            if (level.length < host.length()
                    && (found = level.byText.get(host.substring(host.length() - level.length))) != null) {
                return found;
            }
        }
        for (Wildcards level : prefixes) {
            if (level.length < host.length() && (found = level.byText.get(host.substring(0, level.length))) != null) {
                return found;
            }
        }
        return any;
    }

    /** The virtual host that any name finds, if there is none else. */
    @Nullable
    HostRoutes only() {
        return exact.isEmpty() && suffixes.isEmpty() && prefixes.isEmpty() ? any : null;
    }

    private static void add(List<Wildcards> levels, String text, HostRoutes routes) {
        for (Wildcards level : levels) {
            if (level.length == text.length()) {
                level.byText.putIfAbsent(text, routes);
                return;
            }
        }
        levels.add(new Wildcards(text.length(), new HashMap<>(Map.of(text, routes))));
        levels.sort(Comparator.comparingInt(Wildcards::length).reversed());
    }
}
