package io.meshsdk.internal.telemetry;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.spi.CallFacts;
import io.meshsdk.spi.CallObserver;

/**
 * Meters, spans and log as one observer.
 *
 * @param meters {@link CallObserver#NONE} where no registry was given
 * @param spans {@link CallObserver#NONE} where no tracing was given; the only one that keeps something with a call
 */
public record CallTelemetry(CallObserver meters, CallObserver spans, CallObserver log) implements CallObserver {
    @Override
    public Object opened(CallFacts call) {
        return spans.opened(call);
    }

    @Override
    public RequestHead attemptStarted(CallFacts call, Object kept, RequestHead head) {
        return spans.attemptStarted(call, kept, head);
    }

    @Override
    public void attemptRepeated(CallFacts call, Object kept, Endpoint endpoint) {
        meters.attemptRepeated(call, kept, endpoint);
    }

    @Override
    public RequestHead admitted(CallFacts call, Object kept, RequestHead head) {
        return spans.admitted(call, kept, head);
    }

    @Override
    public void connectionRefused(ConnectionFacts connection, ResponseFlags flags, String why) {
        meters.connectionRefused(connection, flags, why);
        log.connectionRefused(connection, flags, why);
    }

    @Override
    public void attemptEnded(CallFacts call, Object kept, Endpoint endpoint, Outcome outcome) {
        meters.attemptEnded(call, kept, endpoint, outcome);
        spans.attemptEnded(call, kept, endpoint, outcome);
    }

    @Override
    public void closed(CallFacts call, Object kept, Outcome result) {
        meters.closed(call, kept, result);
        spans.closed(call, kept, result);
        log.closed(call, kept, result);
    }
}
