package io.meshsdk.internal.telemetry;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.spi.CallFacts;
import io.meshsdk.spi.CallObserver;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Meters, spans and log as one observer. Registries, span processors and appenders are the user's: one that throws is told of once
 * and fails no call. Safe for use by many threads.
 */
public final class CallTelemetry implements CallObserver {
    private static final Logger LOG = LoggerFactory.getLogger("io.meshsdk.telemetry");

    private final CallObserver meters;
    private final CallObserver spans;
    private final CallObserver log;
    private final AtomicBoolean told = new AtomicBoolean();

    /**
     * @param meters {@link CallObserver#NONE} where no registry was given
     * @param spans {@link CallObserver#NONE} where no tracing was given; the only one that keeps something with a call
     */
    public CallTelemetry(CallObserver meters, CallObserver spans, CallObserver log) {
        this.meters = meters;
        this.spans = spans;
        this.log = log;
    }

    @Override
    public Object opened(CallFacts call) {
        try {
            return spans.opened(call);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            failed(spans, e);
            return NOTHING;
        }
    }

    @Override
    public RequestHead attemptStarted(CallFacts call, Object kept, RequestHead head) {
        try {
            return spans.attemptStarted(call, kept, head);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            failed(spans, e);
            return head;
        }
    }

    @Override
    public void attemptRepeated(CallFacts call, Object kept, Endpoint endpoint) {
        try {
            meters.attemptRepeated(call, kept, endpoint);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            failed(meters, e);
        }
    }

    @Override
    public RequestHead admitted(CallFacts call, Object kept, RequestHead head) {
        try {
            return spans.admitted(call, kept, head);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            failed(spans, e);
            return head;
        }
    }

    @Override
    public void connectionRefused(ConnectionFacts connection, ResponseFlags flags, String why) {
        connectionRefused(meters, connection, flags, why);
        connectionRefused(log, connection, flags, why);
    }

    @Override
    public void attemptEnded(CallFacts call, Object kept, Endpoint endpoint, Outcome outcome) {
        attemptEnded(meters, call, kept, endpoint, outcome);
        attemptEnded(spans, call, kept, endpoint, outcome);
    }

    @Override
    public void closed(CallFacts call, Object kept, Outcome result) {
        closed(meters, call, kept, result);
        closed(spans, call, kept, result);
        closed(log, call, kept, result);
    }

    private void connectionRefused(CallObserver observer, ConnectionFacts connection, ResponseFlags flags, String why) {
        try {
            observer.connectionRefused(connection, flags, why);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            failed(observer, e);
        }
    }

    private void attemptEnded(CallObserver observer, CallFacts call, Object kept, Endpoint endpoint, Outcome outcome) {
        try {
            observer.attemptEnded(call, kept, endpoint, outcome);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            failed(observer, e);
        }
    }

    private void closed(CallObserver observer, CallFacts call, Object kept, Outcome result) {
        try {
            observer.closed(call, kept, result);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            failed(observer, e);
        }
    }

    private void failed(CallObserver observer, Throwable e) {
        if (told.compareAndSet(false, true)) {
            try {
                LOG.warn(
                        "{} failed; calls go on, and it is not told of again",
                        observer.getClass().getSimpleName(),
                        e);
            } catch (RuntimeException | LinkageError | AssertionError unheard) {
                // The appender itself is what fails: there is nobody to tell.
                return;
            }
        }
    }
}
