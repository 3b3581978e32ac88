/** Planted: breaks rules on purpose. */
@NullMarked
package io.meshsdk.planted;

import org.jspecify.annotations.NullMarked;
