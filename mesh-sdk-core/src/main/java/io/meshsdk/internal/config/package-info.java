/**
 * The configuration in force: accepted resources, last good, warming.
 *
 * <p>Owned by the control thread. Knows the model; must not know messages, nor how a call is decided.
 */
@NullMarked
package io.meshsdk.internal.config;

import org.jspecify.annotations.NullMarked;
