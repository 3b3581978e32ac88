/**
 * The current security of an endpoint or a port, for adapters that open or accept connections themselves.
 *
 * <p>May mention Netty and JSSE. Must not know where keys and trust come from.
 */
@NullMarked
package io.meshsdk.transport;

import org.jspecify.annotations.NullMarked;
