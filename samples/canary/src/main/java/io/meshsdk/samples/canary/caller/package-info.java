/** The application that calls it, and knows nothing of the mesh. */
@NullMarked
package io.meshsdk.samples.canary.caller;

import org.jspecify.annotations.NullMarked;
