/** The driver's decisions, as tables. */
@NullMarked
package io.meshsdk.grpc.internal.call;

import org.jspecify.annotations.NullMarked;
