/** A canary release through the mesh, told in steps that are observed. */
@NullMarked
package io.meshsdk.samples.canary;

import org.jspecify.annotations.NullMarked;
