package io.meshsdk.internal.authz;

/**
 * What {@link RbacEngine} says of a call.
 *
 * @param policy the one that decided, by name; empty where none matched
 * @param logs whether the rules' action is LOG, which asks for a record of what a policy matches
 */
public record RbacDecision(boolean allowed, String policy, boolean logs) {
    /** Envoy's details of a refused call; blanks would break the columns of its access log. */
    public String details() {
        return "rbac_access_denied_matched_policy[" + (policy.isEmpty() ? "none" : policy.replaceAll("\\s", "_")) + "]";
    }
}
