/** Tests that start a mesh as only its own package can. */
@NullMarked
package io.meshsdk;

import org.jspecify.annotations.NullMarked;
