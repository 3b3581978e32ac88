package io.meshsdk.internal.call;

import java.time.Duration;
import java.util.function.IntPredicate;

/**
 * What configuration does not say, but the dialect and the user do.
 *
 * @param configurationWait how long a call waits for the first configuration
 * @param servedPort whether the application serves this port through the mesh: a listener there without a
 *     {@code traffic_direction} is inbound
 */
public record OutboundPolicy(
        UnknownHost unknownHost, CallerHeaders callerHeaders, Duration configurationWait, IntPredicate servedPort) {
    /** Refuses unknown hosts, heeds no caller's {@code x-envoy-*}, waits 15 s, takes every such listener for outbound. */
    public static final OutboundPolicy STRICT =
            new OutboundPolicy(UnknownHost.REFUSE, CallerHeaders.REMOVED, Duration.ofSeconds(15), port -> false);

    public OutboundPolicy withUnknownHost(UnknownHost changed) {
        return new OutboundPolicy(changed, callerHeaders, configurationWait, servedPort);
    }

    public OutboundPolicy withConfigurationWait(Duration changed) {
        return new OutboundPolicy(unknownHost, callerHeaders, changed, servedPort);
    }

    public OutboundPolicy withCallerHeaders(CallerHeaders changed) {
        return new OutboundPolicy(unknownHost, changed, configurationWait, servedPort);
    }

    public OutboundPolicy withServedPort(IntPredicate changed) {
        return new OutboundPolicy(unknownHost, callerHeaders, configurationWait, changed);
    }

    /** A call whose host no listener or virtual host takes. */
    public enum UnknownHost {
        PASS_THROUGH,
        REFUSE
    }

    /** Headers by which a caller asks for retries and timeouts, {@code x-envoy-retry-on} and the like. */
    public enum CallerHeaders {
        /** Envoy's way with a client that is not internal. */
        REMOVED,
        /** Envoy's way with an internal client. */
        HEEDED
    }
}
