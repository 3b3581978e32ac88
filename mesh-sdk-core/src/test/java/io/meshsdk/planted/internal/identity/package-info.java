/** Planted: breaks rules on purpose. */
@NullMarked
package io.meshsdk.planted.internal.identity;

import org.jspecify.annotations.NullMarked;
