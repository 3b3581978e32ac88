/** A gRPC service that is released in the same way, and that knows the mesh only to say who called. */
@NullMarked
package io.meshsdk.samples.canary.stock;

import org.jspecify.annotations.NullMarked;
