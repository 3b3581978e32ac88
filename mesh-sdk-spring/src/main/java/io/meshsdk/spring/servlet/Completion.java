package io.meshsdk.spring.servlet;

import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.InboundCall;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;

/** Closes a call once, however its request ends. */
final class Completion implements AsyncListener {
    private final InboundCall call;
    private final HttpServletResponse response;
    private final AtomicBoolean closed = new AtomicBoolean();

    Completion(InboundCall call, HttpServletResponse response) {
        this.call = call;
        this.response = response;
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

    /** The application began anew after a dispatch, which forgets listeners. */
    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
