/** Planted: breaks rules on purpose. */
@NullMarked
package io.meshsdk.planted.internal.http;

import org.jspecify.annotations.NullMarked;
