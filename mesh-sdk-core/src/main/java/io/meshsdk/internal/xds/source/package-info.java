/**
 * The configuration that a bootstrap describes: its static resources, its streams and its files, as one source.
 *
 * <p>Knows which resource comes from where. Must not know messages or how a stream is opened.
 */
@NullMarked
package io.meshsdk.internal.xds.source;

import org.jspecify.annotations.NullMarked;
