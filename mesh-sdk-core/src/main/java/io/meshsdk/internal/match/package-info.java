/**
 * Matchers of the model, compiled: strings, headers, query parameters, paths.
 *
 * <p>Knows {@code model} and {@code call}, and RE2. Must not know routes or policies. All types are immutable, and matching
 * never throws, whatever a peer sends.
 */
@NullMarked
package io.meshsdk.internal.match;

import org.jspecify.annotations.NullMarked;
