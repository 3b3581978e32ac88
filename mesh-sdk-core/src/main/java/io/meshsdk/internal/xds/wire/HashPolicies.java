package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteAction.HashPolicy;
import io.meshsdk.model.RouteAction.RegexRewrite;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code hash_policy}. */
final class HashPolicies {
    private static final Set<String> POLICY = Set.of("header", "cookie", "query_parameter", "terminal");
    private static final Set<String> HEADER = Set.of("header_name", "regex_rewrite");
    private static final Set<String> COOKIE = Set.of("name", "ttl", "path");
    private static final Set<String> PARAMETER = Set.of("name");

    private HashPolicies() {}

    static List<io.meshsdk.model.HashPolicy> of(List<HashPolicy> protos, Reading reading) {
        return protos.stream().map(proto -> policy(proto, reading)).toList();
    }

    private static io.meshsdk.model.HashPolicy policy(HashPolicy proto, Reading reading) {
        reading.read(proto, POLICY);
        return switch (proto.getPolicySpecifierCase()) {
            case HEADER -> header(proto, reading);
            case COOKIE -> {
                reading.read(proto.getCookie(), COOKIE);
                Optional<Duration> ttl = Values.duration(proto.getCookie(), "ttl", reading);
                yield new io.meshsdk.model.HashPolicy.Cookie(
                        proto.getCookie().getName(), ttl, proto.getCookie().getPath(), proto.getTerminal());
            }
            case QUERY_PARAMETER -> {
                reading.read(proto.getQueryParameter(), PARAMETER);
                yield new io.meshsdk.model.HashPolicy.QueryParameter(
                        proto.getQueryParameter().getName(), proto.getTerminal());
            }
            case CONNECTION_PROPERTIES -> nothing(proto, "connection_properties", reading);
            case FILTER_STATE -> nothing(proto, "filter_state", reading);
            case POLICYSPECIFIER_NOT_SET -> {
                reading.refuse(proto, "policy_specifier", "one of its fields must be set");
                yield new io.meshsdk.model.HashPolicy.Nothing(proto.getTerminal());
            }
        };
    }

    private static io.meshsdk.model.HashPolicy header(HashPolicy proto, Reading reading) {
        HashPolicy.Header header = proto.getHeader();
        reading.read(header, HEADER);
        Optional<RegexRewrite> rewrite = header.hasRegexRewrite()
                ? Optional.of(Rewrites.regex(header, "regex_rewrite", header.getRegexRewrite(), reading))
                : Optional.empty();
        return new io.meshsdk.model.HashPolicy.Header(
                header.getHeaderName().toLowerCase(Locale.ROOT), rewrite, proto.getTerminal());
    }

    private static io.meshsdk.model.HashPolicy nothing(HashPolicy proto, String field, Reading reading) {
        reading.ignore(proto, field, "a call in its own process has none; nothing is added to the hash");
        return new io.meshsdk.model.HashPolicy.Nothing(proto.getTerminal());
    }
}
