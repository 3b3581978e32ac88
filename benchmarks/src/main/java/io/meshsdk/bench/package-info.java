/**
 * Measurements of the mesh against what users have without it.
 */
@NullMarked
package io.meshsdk.bench;

import org.jspecify.annotations.NullMarked;
