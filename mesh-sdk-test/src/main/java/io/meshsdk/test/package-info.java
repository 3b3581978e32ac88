/**
 * What users of the mesh test with, and the mesh itself: knows the public packages of the core and the xDS messages, but
 * nothing of how the core is made.
 */
@NullMarked
package io.meshsdk.test;

import org.jspecify.annotations.NullMarked;
