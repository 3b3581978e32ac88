/**
 * The way in: connections get the filter chain that the mesh's configuration has for them, calls its verdict.
 *
 * <p>Knows the engine's inbound side. Must decide nothing itself, and let nothing pass that was not decided.
 */
@NullMarked
package io.meshsdk.grpc.internal.serve;

import org.jspecify.annotations.NullMarked;
