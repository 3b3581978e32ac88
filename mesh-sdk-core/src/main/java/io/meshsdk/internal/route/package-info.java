/**
 * Which virtual host, route and cluster a request gets, and what becomes of its head.
 *
 * <p>Knows {@code model}, {@code call} and {@code internal.match}. Pure: no clock, no chance of its own, no I/O. Must not
 * know endpoints.
 */
@NullMarked
package io.meshsdk.internal.route;

import org.jspecify.annotations.NullMarked;
