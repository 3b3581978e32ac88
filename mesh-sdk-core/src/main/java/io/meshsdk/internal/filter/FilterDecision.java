package io.meshsdk.internal.filter;

/** What the filters say of a call. */
public sealed interface FilterDecision {
    FilterDecision PASS = new Pass();

    record Pass() implements FilterDecision {}

    /** RBAC forbids it: 403. */
    record Deny(String details, String body) implements FilterDecision {}

    /** A filter that is not understood stands in the way: its work may be security. */
    record Refuse(String why) implements FilterDecision {}
}
