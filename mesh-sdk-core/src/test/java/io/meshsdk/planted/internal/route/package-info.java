/** Planted: breaks rules on purpose. */
@NullMarked
package io.meshsdk.planted.internal.route;

import org.jspecify.annotations.NullMarked;
