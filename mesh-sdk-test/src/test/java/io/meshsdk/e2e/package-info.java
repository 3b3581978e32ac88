/** Whole meshes, from their bootstraps to calls over sockets. Knows public packages only. */
@NullMarked
package io.meshsdk.e2e;

import org.jspecify.annotations.NullMarked;
