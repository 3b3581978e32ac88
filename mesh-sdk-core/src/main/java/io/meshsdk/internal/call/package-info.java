/**
 * One call from start to end: the lists of steps, and the compiled configuration that a call ends on.
 *
 * <p>Knows all decisions and the live state of clusters. Does no I/O, and never blocks. Must not know HTTP versions, sockets
 * or control planes.
 */
@NullMarked
package io.meshsdk.internal.call;

import org.jspecify.annotations.NullMarked;
