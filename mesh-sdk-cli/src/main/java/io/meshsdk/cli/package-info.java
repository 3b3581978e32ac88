/**
 * The {@code mesh} command: reads and prints; knows the public packages of the core only.
 */
@NullMarked
package io.meshsdk.cli;

import org.jspecify.annotations.NullMarked;
