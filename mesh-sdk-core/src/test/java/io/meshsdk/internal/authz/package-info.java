/** Policies against what a real Envoy decided. */
@org.jspecify.annotations.NullMarked
package io.meshsdk.internal.authz;
