/**
 * Live state of clusters that outlives their configuration: endpoints, calls in flight, permits.
 *
 * <p>Written by the control thread, read by all; every mutable field names its guard. Knows {@code model} and
 * {@code transport}; must not know where either comes from.
 */
@NullMarked
package io.meshsdk.internal.upstream;

import org.jspecify.annotations.NullMarked;
