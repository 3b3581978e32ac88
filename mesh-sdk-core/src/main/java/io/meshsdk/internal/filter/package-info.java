/**
 * The built-in HTTP filters, run in the order of their listener.
 *
 * <p>Knows filter configurations and the decisions behind them. Must not know connections, drivers or where a call goes.
 */
@NullMarked
package io.meshsdk.internal.filter;

import org.jspecify.annotations.NullMarked;
