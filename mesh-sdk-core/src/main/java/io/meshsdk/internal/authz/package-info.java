/**
 * Whether a peer may do this, and which policy says so.
 *
 * <p>Knows {@code model}, {@code call} and compiled matchers. Must not know sockets, filters or configuration sources. What
 * it decides is a value that carries its reason.
 */
@NullMarked
package io.meshsdk.internal.authz;

import org.jspecify.annotations.NullMarked;
