/**
 * Configuration in, decisions out, without a network: what the command line, tests of policies and analysers use.
 *
 * <p>Knows files of recorded decisions and the engine that they are judged by. Must not open a socket or start a thread.
 */
@NullMarked
package io.meshsdk.check;

import org.jspecify.annotations.NullMarked;
