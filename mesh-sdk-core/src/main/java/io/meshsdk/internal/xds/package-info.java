/**
 * Resources from control planes and files: what the parts that fetch share with the one that reads messages.
 *
 * <p>Knows names and bytes of resources. Must not know messages, streams or what becomes of a resource.
 */
@NullMarked
package io.meshsdk.internal.xds;

import org.jspecify.annotations.NullMarked;
