package io.meshsdk.internal.filter;

import io.meshsdk.internal.authz.RbacEngine;
import io.meshsdk.internal.authz.Subject;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HttpFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** The HTTP filters of a connection manager, compiled for one set of overrides. Immutable; safe for use by many threads. */
public final class HttpFilters {
    private final Step[] steps;

    private HttpFilters(List<Step> steps) {
        this.steps = steps.toArray(Step[]::new);
    }

    /**
     * @param overrides of a route, by the filter's name: they stand for a filter's own configuration, and enable one that is
     *     disabled
     * @param reading how the application reads a path, which policies must allow, too
     */
    public static HttpFilters compile(
            List<HttpFilter> filters, Map<String, FilterConfig> overrides, UnaryOperator<String> reading) {
        return compile(filters, overrides, (name, rbac) -> new RbacStep(name, rbac, reading));
    }

    /**
     * Of calls that go out. Rules may judge the request; those that ask for the connection that it came by refuse it, for it came
     * by none. Shadow rules are left out: nobody would be told.
     *
     * @param overrides as in {@link #compile}
     */
    public static HttpFilters outbound(List<HttpFilter> filters, Map<String, FilterConfig> overrides) {
        return compile(filters, overrides, (name, rbac) -> {
            if (rbac.rules().map(RbacEngine::asksForConnection).orElse(false)) {
                throw new IllegalArgumentException(
                        "its RBAC rules ask for a connection's addresses, port or SNI, and a call that goes out came by none");
            }
            return new RbacStep(name, rbac.withoutShadow(), UnaryOperator.identity());
        });
    }

    private static HttpFilters compile(
            List<HttpFilter> filters,
            Map<String, FilterConfig> overrides,
            BiFunction<String, FilterConfig.RbacFilter, Step> rbac) {
        List<Step> steps = new ArrayList<>();
        for (HttpFilter filter : filters) {
            FilterConfig config = Overrides.inForce(filter, overrides.get(filter.name()));
            if (config instanceof FilterConfig.Router) {
                // What stands behind it never runs.
                return new HttpFilters(steps);
            }
            if (config != null) {
                step(filter.name(), config, rbac, steps);
            }
        }
        // Without a router nobody would forward the call.
        steps.add(refusing("the chain of HTTP filters does not end in envoy.filters.http.router"));
        return new HttpFilters(steps);
    }

    /** Whether every call passes. */
    public boolean isEmpty() {
        return steps.length == 0;
    }

    /** In order, until one does not let the call pass. */
    public FilterDecision run(Subject subject, RbacTrace trace) {
        for (Step step : steps) {
            FilterDecision decision = step.run(subject, trace);
            if (!(decision instanceof FilterDecision.Pass)) {
                return decision;
            }
        }
        return FilterDecision.PASS;
    }

    private static void step(
            String name, FilterConfig config, BiFunction<String, FilterConfig.RbacFilter, Step> rbac, List<Step> into) {
        if (config instanceof FilterConfig.RbacFilter rules) {
            try {
                into.add(rbac.apply(name, rules));
            } catch (IllegalArgumentException e) {
                // A parser refuses such rules; where one did not, nobody passes.
                into.add(refusing("filter " + name + ": " + e.getMessage()));
            }
        } else if (config instanceof FilterConfig.Unsupported unsupported && !unsupported.optional()) {
            into.add(refusing("filter " + name + ": " + unsupported.typeUrl()
                    + " is not supported, and its work may be security"));
        }
        // Inert ones, and optional ones that are not known, let everything pass.
    }

    private static Step refusing(String why) {
        FilterDecision refusal = new FilterDecision.Refuse(why);
        return (subject, trace) -> refusal;
    }
}
