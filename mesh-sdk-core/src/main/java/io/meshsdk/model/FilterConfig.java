package io.meshsdk.model;

import java.util.Optional;

/** The typed configuration of an HTTP filter, in a listener or as an override of a route. */
public sealed interface FilterConfig {
    /**
     * {@code envoy.filters.http.router}: the end of the chain.
     *
     * @param suppressEnvoyHeaders neither servers nor callers get {@code x-envoy-} headers of ours
     */
    record Router(boolean suppressEnvoyHeaders) implements FilterConfig {
        /** As it is unless configured. */
        public Router() {
            this(false);
        }
    }

    /**
     * {@code envoy.filters.http.rbac}. Empty {@code rules} enforce nothing.
     *
     * @param rulesStatPrefix before the names under which the answers of {@code rules} are recorded
     * @param shadowRules evaluated and reported, never enforced
     */
    record RbacFilter(
            Optional<Rbac> rules, String rulesStatPrefix, Optional<Rbac> shadowRules, String shadowRulesStatPrefix)
            implements FilterConfig {
        public RbacFilter withoutShadow() {
            return new RbacFilter(rules, rulesStatPrefix, Optional.empty(), shadowRulesStatPrefix);
        }
    }

    /** A filter that does nothing in a process of its own, such as Istio's statistics; named in the report. */
    record Inert(String typeUrl) implements FilterConfig {}

    /**
     * A filter that this version does not know. Security is a filter's usual work, so calls that would pass it are
     * refused, unless it is optional.
     */
    record Unsupported(String typeUrl, boolean optional) implements FilterConfig {}

    /** {@code envoy.config.route.v3.FilterConfig} with an empty {@code config}: the listener's own holds, and the filter runs. */
    record Enabled() implements FilterConfig {}

    /** {@code envoy.config.route.v3.FilterConfig.disabled} on a route. */
    record Disabled() implements FilterConfig {}
}
