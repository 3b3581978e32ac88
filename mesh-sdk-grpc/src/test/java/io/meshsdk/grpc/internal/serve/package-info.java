/** The way in, decision by decision. */
@NullMarked
package io.meshsdk.grpc.internal.serve;

import org.jspecify.annotations.NullMarked;
