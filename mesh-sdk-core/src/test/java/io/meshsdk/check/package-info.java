/** Recorded decisions, and what becomes of files that are none. */
@NullMarked
package io.meshsdk.check;

import org.jspecify.annotations.NullMarked;
