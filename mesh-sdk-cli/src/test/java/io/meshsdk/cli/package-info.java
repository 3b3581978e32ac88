/** Commands as they are typed, run in this process. */
@NullMarked
package io.meshsdk.cli;

import org.jspecify.annotations.NullMarked;
