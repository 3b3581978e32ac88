package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Any;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.InternalRedirectPolicy;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.internal_redirect.allow_listed_routes.v3.AllowListedRoutesConfig;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.internal_redirect.previous_routes.v3.PreviousRoutesConfig;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.internal_redirect.safe_cross_scheme.v3.SafeCrossSchemeConfig;
import io.meshsdk.model.InternalRedirect;
import io.meshsdk.model.InternalRedirect.Predicate;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code internal_redirect_policy}. */
final class InternalRedirects {
    private static final Set<String> POLICY = Set.of(
            "max_internal_redirects",
            "redirect_response_codes",
            "predicates",
            "allow_cross_scheme_redirect",
            "response_headers_to_copy");
    private static final Set<String> PREDICATE = Set.of("name", "typed_config");
    private static final Set<Integer> FOUND = Set.of(302);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private InternalRedirects() {}

    static InternalRedirect of(InternalRedirectPolicy proto, Reading reading) {
        reading.read(proto, POLICY);
        // Envoy leaves out codes that are none of redirects.
        Set<Integer> codes = proto.getRedirectResponseCodesList().stream()
                .filter(REDIRECTS::contains)
                .collect(Collectors.toSet());
        return new InternalRedirect(
                Values.uint32(proto, "max_internal_redirects").orElse(1L),
                proto.getRedirectResponseCodesCount() == 0 ? FOUND : codes,
                proto.getPredicatesList().stream()
                        .map(predicate -> predicate(predicate, reading))
                        .toList(),
                proto.getAllowCrossSchemeRedirect(),
                proto.getResponseHeadersToCopyList().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static Predicate predicate(TypedExtensionConfig proto, Reading reading) {
        reading.read(proto, PREDICATE);
        Any config = proto.getTypedConfig();
        Optional<Predicate> known = Optional.empty();
        if (config.is(PreviousRoutesConfig.class)) {
            known = reading.open(config, PreviousRoutesConfig.getDefaultInstance())
                    .map(opened -> new Predicate.PreviousRoutes());
        } else if (config.is(SafeCrossSchemeConfig.class)) {
            known = reading.open(config, SafeCrossSchemeConfig.getDefaultInstance())
                    .map(opened -> new Predicate.SafeCrossScheme());
        } else if (config.is(AllowListedRoutesConfig.class)) {
            known = reading.open(config, AllowListedRoutesConfig.getDefaultInstance())
                    .map(opened -> {
                        reading.read(opened, Set.of("allowed_route_names"));
                        return new Predicate.AllowListedRoutes(Set.copyOf(opened.getAllowedRouteNamesList()));
                    });
        }
        if (known.isEmpty()) {
            reading.ignore(
                    proto,
                    "typed_config",
                    Types.of(config) + " is not supported: redirects go to the caller, none is followed");
        }
        return known.orElse(new Predicate.Unsupported(Types.of(config)));
    }
}
