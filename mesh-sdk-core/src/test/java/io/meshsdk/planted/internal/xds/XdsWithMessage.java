package io.meshsdk.planted.internal.xds;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;

public record XdsWithMessage(Cluster cluster) {}
