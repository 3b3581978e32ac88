/**
 * Seams that a user may fill: time, sources of configuration.
 *
 * <p>Knows {@code model} and {@code call}. Must not know how anything behind a seam is done.
 */
@NullMarked
package io.meshsdk.spi;

import org.jspecify.annotations.NullMarked;
