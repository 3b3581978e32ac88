/** Planted: breaks rules on purpose. */
@NullMarked
package io.meshsdk.planted.model;

import org.jspecify.annotations.NullMarked;
