/**
 * Sockets, pools, HTTP/1.1 and HTTP/2, TLS: one exchange on a connection to an endpoint.
 *
 * <p>Knows {@code call}, {@code transport} and the permits of {@code internal.upstream}. Must not know routes, retries or why
 * an endpoint was picked.
 */
@NullMarked
package io.meshsdk.internal.net;

import org.jspecify.annotations.NullMarked;
