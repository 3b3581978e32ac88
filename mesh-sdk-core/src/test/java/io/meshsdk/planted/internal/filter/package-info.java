/** Planted: breaks rules on purpose. */
@NullMarked
package io.meshsdk.planted.internal.filter;

import org.jspecify.annotations.NullMarked;
