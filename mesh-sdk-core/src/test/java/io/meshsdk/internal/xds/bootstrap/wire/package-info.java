/** Bootstraps, good and bad. */
@NullMarked
package io.meshsdk.internal.xds.bootstrap.wire;

import org.jspecify.annotations.NullMarked;
