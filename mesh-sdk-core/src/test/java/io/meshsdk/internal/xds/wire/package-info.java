/** What becomes of messages, real and broken. */
@NullMarked
package io.meshsdk.internal.xds.wire;

import org.jspecify.annotations.NullMarked;
