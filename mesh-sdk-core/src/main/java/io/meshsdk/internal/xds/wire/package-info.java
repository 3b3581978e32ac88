/**
 * Generated xDS messages, read into the model.
 *
 * <p>Knows messages and the model. Must not know streams, files or what becomes of a resource; bad configuration is a value
 * here, never an exception.
 */
@NullMarked
package io.meshsdk.internal.xds.wire;

import org.jspecify.annotations.NullMarked;
