/**
 * The xDS protocol, state of the world and delta: what to ask, what an answer means, which server to talk to, and when.
 *
 * <p>Knows names, versions and nonces. Must not know messages or gRPC: a {@link io.meshsdk.internal.xds.ads.AdsServer}
 * carries requests and responses.
 */
@NullMarked
package io.meshsdk.internal.xds.ads;

import org.jspecify.annotations.NullMarked;
