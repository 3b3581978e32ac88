/** Planted: breaks rules on purpose. */
@NullMarked
package io.meshsdk.planted.call;

import org.jspecify.annotations.NullMarked;
