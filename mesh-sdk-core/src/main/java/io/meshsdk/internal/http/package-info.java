/**
 * The HTTP driver: turns the engine's decisions into exchanges of the transport, one call on one event loop.
 *
 * <p>Knows {@code engine} and {@code internal.net}. Must not decide anything itself: no policy, no route, no status of
 * its own making. All of a call runs on its event loop, so nothing here is locked.
 */
@NullMarked
package io.meshsdk.internal.http;

import org.jspecify.annotations.NullMarked;
