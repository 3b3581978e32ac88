package io.meshsdk.model;

import java.util.List;
import java.util.Set;

/**
 * {@code InternalRedirectPolicy}: an upstream's redirect is followed here, and its caller does not see it.
 *
 * @param maxInternalRedirects of one call
 * @param redirectResponseCodes 302 unless set; of 301, 302, 303, 307 and 308
 * @param predicates all of which must accept the route that the redirect leads to
 * @param allowCrossSchemeRedirect from {@code http} to {@code https} and back
 * @param responseHeadersToCopy into the new request, by lowercase name; one that is missing is removed from it
 */
public record InternalRedirect(
        long maxInternalRedirects,
        Set<Integer> redirectResponseCodes,
        List<Predicate> predicates,
        boolean allowCrossSchemeRedirect,
        List<String> responseHeadersToCopy) {
    /** No redirect is followed. */
    public static final InternalRedirect NONE = new InternalRedirect(0, Set.of(), List.of(), false, List.of());

    public InternalRedirect {
        redirectResponseCodes = Set.copyOf(redirectResponseCodes);
        predicates = List.copyOf(predicates);
        responseHeadersToCopy = List.copyOf(responseHeadersToCopy);
    }

    /** {@code predicates}. */
    public sealed interface Predicate {
        /** {@code previous_routes}: no route that a redirect of this call led to before. */
        record PreviousRoutes() implements Predicate {}

        /** {@code allow_listed_routes}. */
        record AllowListedRoutes(Set<String> allowedRouteNames) implements Predicate {
            public AllowListedRoutes {
                allowedRouteNames = Set.copyOf(allowedRouteNames);
            }
        }

        /** {@code safe_cross_scheme}: never from {@code http} to {@code https}. */
        record SafeCrossScheme() implements Predicate {}

        /** One that this version does not know: it accepts nothing. */
        record Unsupported(String typeUrl) implements Predicate {}
    }
}
