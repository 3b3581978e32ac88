/** Planted: breaks rules on purpose. */
@NullMarked
package io.meshsdk.planted.internal.net;

import org.jspecify.annotations.NullMarked;
