package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.Rbac;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** {@code envoy.config.rbac.v3.RBAC} and the HTTP filter around it. What it does not know is refused, never passed over. */
final class RbacRules {
    private static final Set<String> FILTER =
            Set.of("rules", "rules_stat_prefix", "shadow_rules", "shadow_rules_stat_prefix");
    private static final Set<String> RULES = Set.of("action", "policies");
    private static final Set<String> POLICY = Set.of("permissions", "principals", "condition", "checked_condition");

    private RbacRules() {}

    static FilterConfig filter(
            io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC proto, Reading reading) {
        reading.read(proto, FILTER);
        Optional<Rbac> rules = proto.hasRules() ? Optional.of(of(proto.getRules(), reading)) : Optional.empty();
        Optional<Rbac> shadow =
                proto.hasShadowRules() ? Optional.of(of(proto.getShadowRules(), reading)) : Optional.empty();
        if (proto.hasMatcher()) {
            return new FilterConfig.Unsupported("envoy.extensions.filters.http.rbac.v3.RBAC.matcher", false);
        }
        return new FilterConfig.RbacFilter(rules, proto.getRulesStatPrefix(), shadow, proto.getShadowRulesStatPrefix());
    }

    static Rbac of(RBAC proto, Reading reading) {
        reading.read(proto, RULES);
        TreeMap<String, Rbac.Policy> policies = new TreeMap<>();
        proto.getPoliciesMap().forEach((name, policy) -> policies.put(name, policy(policy, reading)));
        Rbac.Action action = switch (proto.getAction()) {
            case DENY -> Rbac.Action.DENY;
            case LOG -> Rbac.Action.LOG;
            default -> Rbac.Action.ALLOW;
        };
        return new Rbac(action, policies);
    }

    private static Rbac.Policy policy(Policy proto, Reading reading) {
        reading.read(proto, POLICY);
        if (proto.hasCondition()) {
            reading.refuse(proto, "condition", "CEL conditions are not supported");
        }
        if (proto.hasCheckedCondition()) {
            reading.refuse(proto, "checked_condition", "CEL conditions are not supported");
        }
        return new Rbac.Policy(
                proto.getPermissionsList().stream()
                        .map(permission -> Permissions.of(permission, reading))
                        .toList(),
                proto.getPrincipalsList().stream()
                        .map(principal -> Principals.of(principal, reading))
                        .toList());
    }
}
