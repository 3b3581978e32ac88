/**
 * The configuration that was accepted last, on disk: its file, and when it is written.
 *
 * <p>Knows resources as bytes and models. Must not know messages, nor who sends them, nor what becomes of them when read.
 */
@NullMarked
package io.meshsdk.internal.xds.lastgood;

import org.jspecify.annotations.NullMarked;
