package io.meshsdk.internal.net;

import io.meshsdk.model.HttpProtocolOptions;
import java.time.Duration;

/**
 * How a connection is opened and kept.
 *
 * @param connectTimeout {@code Cluster.connect_timeout}: TCP and TLS together
 */
public record ConnectionPolicy(Duration connectTimeout, HttpProtocolOptions protocol) {}
