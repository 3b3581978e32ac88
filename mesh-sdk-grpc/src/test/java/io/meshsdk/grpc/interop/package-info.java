/** gRPC both ways with a real Envoy. */
@NullMarked
package io.meshsdk.grpc.interop;

import org.jspecify.annotations.NullMarked;
