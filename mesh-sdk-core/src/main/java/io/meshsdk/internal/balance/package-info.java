/**
 * Which endpoint gets a call: priorities, localities, picks.
 *
 * <p>Knows {@code model} and {@code call}. Endpoints are numbers here, and what is in flight is read through {@link
 * io.meshsdk.internal.balance.Load}. Chance comes in as an argument; the only state is where a schedule stands.
 */
@NullMarked
package io.meshsdk.internal.balance;

import org.jspecify.annotations.NullMarked;
