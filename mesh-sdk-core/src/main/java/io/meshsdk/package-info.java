/**
 * The door to the mesh and the only place that assembles its parts: it may know every package of this module, and none
 * of them may know it.
 */
@NullMarked
package io.meshsdk;

import org.jspecify.annotations.NullMarked;
