package io.meshsdk.internal.filter;

import io.meshsdk.internal.authz.RbacDecision;

/** Told each answer of an RBAC filter, enforced or not. */
public interface RbacTrace {
    RbacTrace SILENT = new RbacTrace() {};

    /**
     * @param statPrefix {@code rules_stat_prefix}
     */
    default void enforced(String filter, String statPrefix, RbacDecision decision) {}

    /**
     * @param statPrefix {@code shadow_rules_stat_prefix}
     */
    default void shadow(String filter, String statPrefix, RbacDecision decision) {}
}
