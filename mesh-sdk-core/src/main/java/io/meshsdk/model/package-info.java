/**
 * Configuration as data: records and sealed interfaces named as in xDS.
 *
 * <p>Knows {@code call} and the JDK. Must not know messages, threads or how anything is decided: matchers are compiled
 * in {@code internal.match}, because RE2 is not the JDK's.
 */
@NullMarked
package io.meshsdk.model;

import org.jspecify.annotations.NullMarked;
