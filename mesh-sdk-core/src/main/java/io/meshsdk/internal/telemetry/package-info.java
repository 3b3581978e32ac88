/**
 * Meters, spans and log records, made from the events of calls.
 *
 * <p>Knows Micrometer, OpenTelemetry's API and SLF4J. Must not decide anything, nor know how a call is carried.
 */
@NullMarked
package io.meshsdk.internal.telemetry;

import org.jspecify.annotations.NullMarked;
