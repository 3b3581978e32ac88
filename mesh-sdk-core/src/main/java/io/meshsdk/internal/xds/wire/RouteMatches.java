package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.meshsdk.model.CookieMatcher;
import io.meshsdk.model.FractionalPercent;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.RouteMatch.TlsContextMatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code RouteMatch}. */
final class RouteMatches {
    private static final Set<String> MATCH = Set.of(
            "prefix",
            "path",
            "safe_regex",
            "path_separated_prefix",
            "path_match_policy",
            "case_sensitive",
            "runtime_fraction",
            "headers",
            "query_parameters",
            "cookies",
            "dynamic_metadata",
            "tls_context",
            "grpc");
    private static final Set<String> COOKIE = Set.of("name", "string_match", "invert_match");
    private static final Set<String> TLS_CONTEXT = Set.of("presented", "validated");

    private static final int LONGEST_COOKIE = 1024;

    private RouteMatches() {}

    /**
     * @param unknown conditions that this version does not know; left out of the match, which so matches more
     */
    record Condition(io.meshsdk.model.RouteMatch match, List<String> unknown) {}

    static Condition of(RouteMatch proto, Reading reading) {
        reading.read(proto, MATCH);
        List<String> unknown = new ArrayList<>();
        Optional<PathMatch> path = PathMatches.of(proto, reading);
        if (path.isEmpty()) {
            unknown.add("path_specifier");
        }
        Optional<FractionalPercent> fraction = proto.hasRuntimeFraction()
                ? Optional.of(Values.fraction(proto.getRuntimeFraction(), reading))
                : Optional.empty();
        return new Condition(
                new io.meshsdk.model.RouteMatch(
                        path.orElse(new PathMatch.Prefix("")),
                        !proto.hasCaseSensitive() || proto.getCaseSensitive().getValue(),
                        HeaderTests.headers(proto.getHeadersList(), reading),
                        proto.getQueryParametersList().stream()
                                .map(query -> HeaderTests.query(query, reading))
                                .toList(),
                        cookies(proto, reading),
                        proto.getDynamicMetadataList().stream()
                                .map(metadata -> MetadataTests.of(metadata, reading))
                                .toList(),
                        tlsContext(proto, reading),
                        proto.hasGrpc(),
                        fraction),
                unknown);
    }

    private static List<CookieMatcher> cookies(RouteMatch proto, Reading reading) {
        List<CookieMatcher> cookies = new ArrayList<>();
        for (int i = 0; i < proto.getCookiesCount(); i++) {
            var cookie = proto.getCookies(i);
            // The constraints of a field that came after the messages at hand.
            if (cookie.getName().isEmpty()
                    || cookie.getName().getBytes(StandardCharsets.UTF_8).length > LONGEST_COOKIE
                    || !cookie.hasStringMatch()) {
                reading.refuse(
                        proto,
                        "cookies[" + i + "]",
                        "name, of at most " + LONGEST_COOKIE + " bytes, and string_match must be set");
                continue;
            }
            reading.read(cookie, COOKIE);
            cookies.add(new CookieMatcher(
                    cookie.getName(), Texts.matcher(cookie.getStringMatch(), reading), cookie.getInvertMatch()));
        }
        return cookies;
    }

    private static TlsContextMatch tlsContext(RouteMatch proto, Reading reading) {
        var context = proto.getTlsContext();
        reading.read(context, TLS_CONTEXT);
        return new TlsContextMatch(
                context.hasPresented() ? Optional.of(context.getPresented().getValue()) : Optional.empty(),
                context.hasValidated() ? Optional.of(context.getValidated().getValue()) : Optional.empty());
    }
}
