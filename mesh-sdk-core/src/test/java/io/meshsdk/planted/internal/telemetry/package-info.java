/** Planted: breaks rules on purpose. */
@NullMarked
package io.meshsdk.planted.internal.telemetry;

import org.jspecify.annotations.NullMarked;
