package io.meshsdk.model;

import java.util.List;
import java.util.Map;

/**
 * {@code envoy.config.route.v3.VirtualHost}.
 *
 * @param domains exact, {@code *.suffix}, {@code prefix.*} or {@code *}
 * @param requireTls redirects by it are changed by no header mutation
 * @param mirrors {@code request_mirror_policies} of routes that have none; empty means the configuration's
 * @param hedgePolicy of routes that have none
 * @param retryPolicy of routes that have none; a route's replaces it whole
 */
public record VirtualHost(
        String name,
        List<String> domains,
        List<Route> routes,
        HeaderMutations headers,
        RetryPolicy retryPolicy,
        Map<String, FilterConfig> filterOverrides,
        boolean includeRequestAttemptCount,
        boolean includeAttemptCountInResponse,
        TlsRequirement requireTls,
        List<RequestMirror> mirrors,
        HedgePolicy hedgePolicy) {
    public VirtualHost {
        mirrors = List.copyOf(mirrors);
        domains = List.copyOf(domains);
        routes = List.copyOf(routes);
        filterOverrides = Map.copyOf(filterOverrides);
    }

    /** Without attempt counts in headers, mirrors and hedging. */
    public VirtualHost(
            String name,
            List<String> domains,
            List<Route> routes,
            HeaderMutations headers,
            RetryPolicy retryPolicy,
            Map<String, FilterConfig> filterOverrides) {
        this(
                name,
                domains,
                routes,
                headers,
                retryPolicy,
                filterOverrides,
                false,
                false,
                TlsRequirement.NONE,
                List.of(),
                HedgePolicy.NONE);
    }

    /** {@code require_tls}: which plaintext requests are redirected to {@code https}. */
    public enum TlsRequirement {
        NONE,
        /** Those from outside; no address is internal unless configured, which cannot be here. */
        EXTERNAL_ONLY,
        ALL
    }
}
