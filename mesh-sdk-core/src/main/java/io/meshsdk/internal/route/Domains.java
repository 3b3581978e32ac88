package io.meshsdk.internal.route;

import io.meshsdk.internal.route.DomainTable.Entry;
import io.meshsdk.internal.route.DomainTable.Reading;
import io.meshsdk.model.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Virtual hosts by their domains: exact, then suffix wildcards by length, then prefix wildcards by length, then {@code *}.
 * Case does not matter; a wildcard takes at least one character; the port is part of the text. A search makes no objects.
 */
final class Domains {
    private final DomainTable exact;
    private final DomainTable suffixes;
    private final DomainTable prefixes;
    private final @Nullable HostRoutes any;

    private Domains(DomainTable exact, DomainTable suffixes, DomainTable prefixes, @Nullable HostRoutes any) {
        this.exact = exact;
        this.suffixes = suffixes;
        this.prefixes = prefixes;
        this.any = any;
    }

    @Nullable
    HostRoutes find(String authority, int end) {
        HostRoutes found = exact.whole(authority, end);
        if (found == null) {
            found = suffixes.longest(authority, end);
        }
        if (found == null) {
            found = prefixes.longest(authority, end);
        }
        return found == null ? any : found;
    }

    /** The virtual host that any name finds, if there is none else. */
    @Nullable
    HostRoutes only() {
        return exact.isEmpty() && suffixes.isEmpty() && prefixes.isEmpty() ? any : null;
    }

    /** Of two virtual hosts with one domain, which a parser refuses, the first has it. Used by one thread. */
    static final class Builder {
        private final List<Entry> exact = new ArrayList<>();
        private final List<Entry> suffixes = new ArrayList<>();
        private final List<Entry> prefixes = new ArrayList<>();
        private @Nullable HostRoutes any;

        void add(VirtualHost host, HostRoutes routes) {
            for (String domain : host.domains()) {
                String lower = lower(domain);
                int last = lower.length() - 1;
                if (lower.equals("*")) {
                    any = any == null ? routes : any;
                } else if (lower.startsWith("*")) {
                    suffixes.add(new Entry(lower.substring(1), routes));
                } else if (lower.endsWith("*")) {
                    prefixes.add(new Entry(lower.substring(0, last), routes));
                } else {
                    exact.add(new Entry(lower, routes));
                }
            }
        }

        Domains build() {
            return new Domains(
                    new DomainTable(Reading.FORWARD, exact),
                    new DomainTable(Reading.BACKWARD, suffixes),
                    new DomainTable(Reading.FORWARD, prefixes),
                    any);
        }

        private static String lower(String domain) {
            StringBuilder lower = new StringBuilder(domain.length());
            domain.chars().forEach(c -> lower.append(DomainTable.lower((char) c)));
            return lower.toString();
        }
    }
}
