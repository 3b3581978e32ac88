/**
 * Whether and when a failed attempt is repeated.
 *
 * <p>Knows {@code model}, {@code call} and {@code internal.match}. Pure: clock and chance come in as arguments. Must not know
 * endpoints.
 */
@NullMarked
package io.meshsdk.internal.resilience;

import org.jspecify.annotations.NullMarked;
