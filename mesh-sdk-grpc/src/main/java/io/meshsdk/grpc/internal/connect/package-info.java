/**
 * Connections: one inner channel for each cluster, transport socket and security generation, with one connection for each endpoint, or more where a peer limits its streams.
 *
 * <p>Knows endpoints and their security. Must not know calls, retries or routes: an attempt comes with its endpoint.
 */
@NullMarked
package io.meshsdk.grpc.internal.connect;

import org.jspecify.annotations.NullMarked;
