/**
 * How a process learns where its control plane is and who it says it is.
 *
 * <p>Knows bootstrap files of Envoy and of gRPC as data. Must not know streams, and messages only below.
 */
@NullMarked
package io.meshsdk.internal.xds.bootstrap;

import org.jspecify.annotations.NullMarked;
