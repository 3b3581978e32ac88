/** Planted: breaks rules on purpose. */
@NullMarked
package io.meshsdk.planted.engine;

import org.jspecify.annotations.NullMarked;
