/**
 * ADS over gRPC: turns requests and responses into messages and back.
 *
 * <p>Knows discovery messages and gRPC calls. Must not know what a resource says, nor when to ask for one.
 */
@NullMarked
package io.meshsdk.internal.xds.ads.wire;

import org.jspecify.annotations.NullMarked;
