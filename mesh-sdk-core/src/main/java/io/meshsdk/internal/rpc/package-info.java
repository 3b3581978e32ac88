/**
 * Our own gRPC calls to servers that are not mesh endpoints: management servers.
 *
 * <p>Knows channels, addresses and TLS. Must not know what is said over them.
 */
@NullMarked
package io.meshsdk.internal.rpc;

import org.jspecify.annotations.NullMarked;
