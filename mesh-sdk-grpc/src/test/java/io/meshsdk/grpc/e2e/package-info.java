/** Channels and servers of a whole mesh over loopback, configured by a control plane. */
@NullMarked
package io.meshsdk.grpc.e2e;

import org.jspecify.annotations.NullMarked;
