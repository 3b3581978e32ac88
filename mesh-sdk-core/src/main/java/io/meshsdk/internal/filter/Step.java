package io.meshsdk.internal.filter;

import io.meshsdk.internal.authz.Subject;

/** One filter of a chain. Safe for use by many threads. */
interface Step {
    FilterDecision run(Subject subject, RbacTrace trace);
}
