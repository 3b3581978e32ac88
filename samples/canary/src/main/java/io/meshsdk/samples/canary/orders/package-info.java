/** The service that is released, and that knows the mesh only to say who called. */
@NullMarked
package io.meshsdk.samples.canary.orders;

import org.jspecify.annotations.NullMarked;
