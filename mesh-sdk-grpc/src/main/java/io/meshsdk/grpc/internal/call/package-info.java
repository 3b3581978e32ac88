/**
 * The driver: turns what the engine decides of a call into inner calls, one for each attempt, and their events into events of the engine.
 *
 * <p>Knows the engine and inner channels. Must decide nothing that is a policy.
 */
@NullMarked
package io.meshsdk.grpc.internal.call;

import org.jspecify.annotations.NullMarked;
