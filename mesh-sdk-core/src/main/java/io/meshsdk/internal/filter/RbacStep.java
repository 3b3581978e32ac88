package io.meshsdk.internal.filter;

import io.meshsdk.internal.authz.RbacDecision;
import io.meshsdk.internal.authz.RbacEngine;
import io.meshsdk.internal.authz.Subject;
import io.meshsdk.model.FilterConfig;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code envoy.filters.http.rbac}, compiled. */
final class RbacStep implements Step {
    private static final String BODY = "RBAC: access denied";

    private final String name;
    /** Null where nothing is enforced. */
    private final @Nullable RbacEngine rules;

    private final @Nullable RbacEngine shadow;
    private final String prefix;
    private final String shadowPrefix;
    private final UnaryOperator<String> reading;

    /**
     * @param reading how the application reads a path
     */
    RbacStep(String name, FilterConfig.RbacFilter config, UnaryOperator<String> reading) {
        this.name = name;
        this.reading = reading;
        this.prefix = config.rulesStatPrefix();
        this.rules = config.rules().map(RbacEngine::compile).orElse(null);
        this.shadow = config.shadowRules().map(RbacEngine::compile).orElse(null);
        this.shadowPrefix = config.shadowRulesStatPrefix();
    }

    @Override
    public FilterDecision run(Subject subject, RbacTrace trace) {
        if (shadow != null) {
            trace.shadow(name, shadowPrefix, decide(shadow, subject));
        }
        if (rules == null) {
            return FilterDecision.PASS;
        }
        RbacDecision decision = decide(rules, subject);
        trace.enforced(name, prefix, decision);
        return decision.allowed() ? FilterDecision.PASS : new FilterDecision.Deny(decision.details(), BODY);
    }

    /** By the path as it was sent and, where that differs, by the path as the application will read it. */
    private RbacDecision decide(RbacEngine engine, Subject subject) {
        RbacDecision decision = engine.decide(subject);
        String path = subject.head().path();
        String read = reading.apply(path);
        if (!decision.allowed() || read.equals(path)) {
            return decision;
        }
        RbacDecision other = engine.decide(subject.withHead(subject.head().withPath(read)));
        return other.allowed() ? decision : other;
    }
}
