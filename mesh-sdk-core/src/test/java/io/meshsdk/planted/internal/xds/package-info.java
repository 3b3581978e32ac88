/** Planted: breaks rules on purpose. */
@NullMarked
package io.meshsdk.planted.internal.xds;

import org.jspecify.annotations.NullMarked;
