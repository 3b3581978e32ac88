package io.meshsdk.model;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code envoy.config.rbac.v3.RBAC}; policies are taken in order of their names. */
public record Rbac(Action action, SortedMap<String, Policy> policies) {
    public Rbac {
        policies = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(policies));
    }

    public enum Action {
        ALLOW,
        DENY,
        LOG
    }

    /** Matches if any permission and any principal does. */
    public record Policy(List<Permission> permissions, List<Principal> principals) {
        public Policy {
            permissions = List.copyOf(permissions);
            principals = List.copyOf(principals);
        }
    }

    /** What is done. */
    public sealed interface Permission {
        record Any() implements Permission {}

        record And(List<Permission> all) implements Permission {
            public And {
                all = List.copyOf(all);
            }
        }

        record Or(List<Permission> any) implements Permission {
            public Or {
                any = List.copyOf(any);
            }
        }

        record Not(Permission permission) implements Permission {}

        record Header(HeaderMatcher matcher) implements Permission {}

        /** Path without query. */
        record UrlPath(StringMatcher matcher) implements Permission {}

        record UriTemplate(String template) implements Permission {}

        record DestinationIp(CidrRange range) implements Permission {}

        record DestinationPort(int port) implements Permission {}

        /** {@code [start, end)}. */
        record DestinationPortRange(int start, int end) implements Permission {}

        record RequestedServerName(StringMatcher matcher) implements Permission {}

        record Metadata(MetadataMatcher matcher) implements Permission {}
    }

    /** Who does it. */
    public sealed interface Principal {
        record Any() implements Principal {}

        record And(List<Principal> all) implements Principal {
            public And {
                all = List.copyOf(all);
            }
        }

        record Or(List<Principal> any) implements Principal {
            public Or {
                any = List.copyOf(any);
            }
        }

        record Not(Principal principal) implements Principal {}

        /** Any TLS connection, even one whose client showed no certificate. */
        record AnyAuthenticated() implements Principal {}

        /** {@code principal_name}: tried on every URI SAN, then every DNS SAN, then the subject. */
        record Authenticated(StringMatcher principalName) implements Principal {}

        /** The physical peer. */
        record DirectRemoteIp(CidrRange range) implements Principal {}

        /** The client, as {@code x-forwarded-for} gives it where it is trusted. */
        record RemoteIp(CidrRange range) implements Principal {}

        record Header(HeaderMatcher matcher) implements Principal {}

        record UrlPath(StringMatcher matcher) implements Principal {}

        record Metadata(MetadataMatcher matcher) implements Principal {}
    }

    /** {@code envoy.type.matcher.v3.MetadataMatcher} on strings. */
    public record MetadataMatcher(String filter, List<String> path, ValueMatch value, boolean invert) {
        public MetadataMatcher {
            path = List.copyOf(path);
        }
    }

    /** {@code ValueMatcher}. */
    public sealed interface ValueMatch {
        record Text(StringMatcher matcher) implements ValueMatch {}

        record Present(boolean present) implements ValueMatch {}

        record Bool(boolean value) implements ValueMatch {}

        record ListOneOf(ValueMatch any) implements ValueMatch {}

        record Null() implements ValueMatch {}

        record Number(double value) implements ValueMatch {}

        record NumberRange(double start, double end) implements ValueMatch {}

        record Or(List<ValueMatch> any) implements ValueMatch {
            public Or {
                any = List.copyOf(any);
            }
        }
    }
}
