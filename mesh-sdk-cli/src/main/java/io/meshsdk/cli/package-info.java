/**
 * The {@code mesh} command: reads and prints.
 *
 * <p>Knows the public packages of the core, options and output. Must not decide anything that a mesh decides.
 */
@NullMarked
package io.meshsdk.cli;

import org.jspecify.annotations.NullMarked;
