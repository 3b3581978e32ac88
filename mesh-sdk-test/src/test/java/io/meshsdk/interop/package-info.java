/** Meshes beside a real Envoy. Knows public packages only. */
@NullMarked
package io.meshsdk.interop;

import org.jspecify.annotations.NullMarked;
