/**
 * What is known of a call, as data: heads, peers, addresses, deadlines, outcomes and Envoy's response flags.
 *
 * <p>Knows the JDK only. Must not know configuration, threads or the wire.
 */
@NullMarked
package io.meshsdk.call;

import org.jspecify.annotations.NullMarked;
