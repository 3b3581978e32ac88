/** Planted: breaks rules on purpose. */
@NullMarked
package io.meshsdk.planted.internal.authz;

import org.jspecify.annotations.NullMarked;
