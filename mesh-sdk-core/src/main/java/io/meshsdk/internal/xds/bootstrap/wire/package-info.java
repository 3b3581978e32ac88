/**
 * Envoy's bootstrap and files of resources: YAML and JSON as messages.
 *
 * <p>Knows how messages are written as JSON. Must not know what a resource says.
 */
@NullMarked
package io.meshsdk.internal.xds.bootstrap.wire;

import org.jspecify.annotations.NullMarked;
