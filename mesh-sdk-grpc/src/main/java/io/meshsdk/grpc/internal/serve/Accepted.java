package io.meshsdk.grpc.internal.serve;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Peer;

/** A connection that is open: what it began with, and who is at its other end. */
record Accepted(ConnectionFacts facts, Peer peer) {}
