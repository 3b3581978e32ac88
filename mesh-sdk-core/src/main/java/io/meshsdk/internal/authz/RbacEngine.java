package io.meshsdk.internal.authz;

import io.meshsdk.model.Rbac;
import io.meshsdk.model.Rbac.Policy;
import java.util.ArrayList;
import java.util.List;

/** An {@link Rbac}, compiled. Immutable; safe for use by many threads. */
public final class RbacEngine {
    private record Compiled(Rule permissions, Rule principals, RbacDecision matched) {}

    private final Compiled[] policies;
    private final RbacDecision unmatched;
    private final boolean asksForPeer;

    private RbacEngine(Compiled[] policies, RbacDecision unmatched, boolean asksForPeer) {
        this.policies = policies;
        this.unmatched = unmatched;
        this.asksForPeer = asksForPeer;
    }

    /**
     * @throws IllegalArgumentException where a matcher cannot be compiled; a parser refuses such rules before
     */
    public static RbacEngine compile(Rbac rbac) {
        boolean whenMatched = rbac.action() != Rbac.Action.DENY;
        boolean whenUnmatched = rbac.action() != Rbac.Action.ALLOW;
        boolean logs = rbac.action() == Rbac.Action.LOG;
        List<Compiled> policies = new ArrayList<>();
        rbac.policies()
                .forEach((name, policy) -> policies.add(new Compiled(
                        Rule.any(policy.permissions().stream()
                                .map(Rules::permission)
                                .toList()),
                        Rule.any(policy.principals().stream()
                                .map(Rules::principal)
                                .toList()),
                        new RbacDecision(whenMatched, name, logs))));
        return new RbacEngine(
                policies.toArray(Compiled[]::new), new RbacDecision(whenUnmatched, "", logs), asksForPeer(rbac));
    }

    /** The first policy in order of names that has a permission and a principal that match. */
    public RbacDecision decide(Subject subject) {
        for (Compiled policy : policies) {
            if (policy.permissions.matches(subject) && policy.principals.matches(subject)) {
                return policy.matched;
            }
        }
        return unmatched;
    }

    /** Whether the answer depends on the peer's certificate, and so is not known before the TLS handshake has ended. */
    public boolean asksForPeer() {
        return asksForPeer;
    }

    /** Whether rules look at addresses, ports or the SNI of a connection. */
    public static boolean asksForConnection(Rbac rbac) {
        return rbac.policies().values().stream()
                .anyMatch(policy -> policy.permissions().stream().anyMatch(ConnectionRules::asks)
                        || policy.principals().stream().anyMatch(ConnectionRules::asks));
    }

    private static boolean asksForPeer(Rbac rbac) {
        for (Policy policy : rbac.policies().values()) {
            if (policy.principals().stream().anyMatch(Rules::asksForPeer)) {
                return true;
            }
        }
        return false;
    }
}
