/** Planted: breaks rules on purpose. */
@NullMarked
package io.meshsdk.planted.internal.xds.wire;

import org.jspecify.annotations.NullMarked;
