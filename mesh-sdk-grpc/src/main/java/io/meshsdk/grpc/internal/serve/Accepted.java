package io.meshsdk.grpc.internal.serve;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Peer;

/**
 * A connection that is open: what it began with, and who is at its other end.
 *
 * @param leave lets calls that run go on, and has the client connect again for its next one
 */
record Accepted(ConnectionFacts facts, Peer peer, Runnable leave) {}
