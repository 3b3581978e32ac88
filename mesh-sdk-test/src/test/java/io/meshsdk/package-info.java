/** The door's own package, for what only it can reach. */
@NullMarked
package io.meshsdk;

import org.jspecify.annotations.NullMarked;
