package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.meshsdk.model.FractionalPercent;
import io.meshsdk.model.PathMatch;
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
            "grpc");

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
        for (int i = 0; i < proto.getCookiesCount(); i++) {
            // The constraints of a field that came after the messages at hand.
            if (proto.getCookies(i).getName().isEmpty() || !proto.getCookies(i).hasStringMatch()) {
                reading.refuse(proto, "cookies[" + i + "]", "name and string_match must be set");
            }
        }
        condition(proto, "cookies", proto.getCookiesCount() > 0, unknown, reading);
        condition(proto, "dynamic_metadata", proto.getDynamicMetadataCount() > 0, unknown, reading);
        condition(proto, "filter_state", proto.getFilterStateCount() > 0, unknown, reading);
        condition(proto, "tls_context", proto.hasTlsContext(), unknown, reading);
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
                        proto.hasGrpc(),
                        fraction),
                unknown);
    }

    private static void condition(RouteMatch proto, String field, boolean set, List<String> unknown, Reading reading) {
        if (set) {
            unknown.add(field);
            reading.ignore(proto, field, "not supported: calls that meet the route's other conditions are refused");
        }
    }
}
