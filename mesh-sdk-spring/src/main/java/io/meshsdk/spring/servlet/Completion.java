package io.meshsdk.spring.servlet;

import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.InboundCall;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;

/** Closes a call once, however its request ends. */
final class Completion implements AsyncListener {
    private final InboundCall call;
    private final HttpServletResponse response;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean entered = new AtomicBoolean();
    private volatile boolean asynchronous;

    Completion(InboundCall call, HttpServletResponse response) {
        this.call = call;
        this.response = response;
    }

    /** True for the first that asks. */
    boolean enter() {
        return entered.compareAndSet(false, true);
    }

    /** The request left its thread for good, unless it goes on asynchronously. */
    void left(HttpServletRequest request) {
        if (!asynchronous && request.isAsyncStarted()) {
            // By a filter before ours, which has the container's own request.
            begun(request.getAsyncContext());
        }
        if (!asynchronous) {
            answered();
        }
    }

    void begun(AsyncContext context) {
        asynchronous = true;
        context.addListener(this);
    }

    void refused(LocalReply reply) {
        close(new Outcome.Replied(reply));
    }

    void answered() {
        close(new Outcome.Answered(response.getStatus()));
    }

    void failed(@Nullable Throwable failure) {
        if (failure instanceof ClientAbortException) {
            close(new Outcome.Cancelled("downstream_remote_disconnect"));
        } else if (response.isCommitted()) {
            close(new Outcome.Truncated(response.getStatus(), ResponseFlags.NONE, "application_exception"));
        } else {
            // What the container answers to an exception that passes its filters.
            close(new Outcome.Answered(500));
        }
    }

    private void close(Outcome outcome) {
        if (closed.compareAndSet(false, true)) {
            call.close(outcome);
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        answered();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // onComplete follows.
    }

    @Override
    public void onError(AsyncEvent event) {
        failed(event.getThrowable());
    }

    /** Begun anew after a dispatch, which forgets listeners: through the request's own method, which adds it, or past it. */
    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
