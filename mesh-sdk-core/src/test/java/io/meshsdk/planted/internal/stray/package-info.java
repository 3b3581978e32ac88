/** Planted: breaks rules on purpose. */
@NullMarked
package io.meshsdk.planted.internal.stray;

import org.jspecify.annotations.NullMarked;
