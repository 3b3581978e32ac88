/**
 * What an adapter drives: one call from its head to its end, out and in, as decisions without I/O.
 *
 * <p>Knows {@code call} and {@code model}. Must not know sockets, HTTP versions or threads. All methods of one call are
 * serialised by its driver and never block.
 */
@NullMarked
package io.meshsdk.engine;

import org.jspecify.annotations.NullMarked;
