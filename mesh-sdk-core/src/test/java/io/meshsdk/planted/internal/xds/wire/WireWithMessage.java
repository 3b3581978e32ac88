package io.meshsdk.planted.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;

/** Allowed: this one must not be found. */
public record WireWithMessage(Cluster cluster) {}
