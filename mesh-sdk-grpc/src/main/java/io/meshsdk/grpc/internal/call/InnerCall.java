package io.meshsdk.grpc.internal.call;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.Next;
import io.meshsdk.grpc.internal.connect.Sending;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One attempt: its inner call, whose events it tells the engine, and the {@link CallDriver} what the engine makes of them, as long as it is the
 * call's current attempt.
 */
final class InnerCall<ReqT, RespT> extends ClientCall.Listener<RespT> {
    final Attempt attempt;
    private final Sending sending;
    private final CallDriver<ReqT, RespT> driver;
    private final ClientCall<Held<ReqT>, RespT> call;
    /** Written in the call's turns. */
    private boolean over;
    /** Repeats by the channel that the engine knows of. */
    private int recorded;

    InnerCall(
            CallDriver<ReqT, RespT> driver,
            Attempt attempt,
            Sending sending,
            InnerMethod<ReqT, RespT> method,
            CallOptions options) {
        this.driver = driver;
        this.attempt = attempt;
        this.sending = sending;
        this.call = sending.call(
                method.at(attempt.head().path()),
                options.withAuthority(attempt.head().authority()));
    }

    /** Sends all that there is of the request. It may be over before this returns. */
    void start(Metadata head, List<Held<ReqT>> messages, int requested, boolean halfClosed) {
        call.start(this, head);
        if (requested > 0 && !over) {
            call.request(requested);
        }
        for (int i = 0; i < messages.size() && !over; i++) {
            send(messages.get(i));
        }
        if (halfClosed && !over) {
            call.halfClose();
        }
    }

    ClientCall<Held<ReqT>, RespT> call() {
        return call;
    }

    void send(Held<ReqT> message) {
        call.setMessageCompression(message.compressed);
        call.sendMessage(message);
    }

    /** Ends it; it says no more. */
    void drop(@Nullable String why, @Nullable Throwable cause) {
        over = true;
        call.cancel(why == null && cause == null ? "another attempt takes its place" : why, cause);
    }

    // ---- what the channel says ----

    @Override
    public void onHeaders(Metadata came) {
        driver.turn(this, () -> {
            driver.touched(this);
            record();
            ResponseHead head = Heads.response(came);
            Next.AfterHead after = attempt.responseHead(head);
            if (after instanceof Next.Commit commit) {
                Heads.apply(came, head.headers(), commit.head().headers());
                driver.commit(this, came);
            } else {
                driver.instead(this, after);
            }
        });
    }

    @Override
    public void onMessage(RespT message) {
        driver.message(this, message);
    }

    @Override
    public void onReady() {
        driver.ready();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        sending.release();
        driver.turn(this, () -> {
            over = true;
            driver.gone(this);
            if (!driver.isCommitted(this)) {
                record();
            }
            if (driver.isCommitted(this)) {
                Outcome outcome = sending.ended() ? Outcome.Answered.of(200) : Endings.broken(status);
                attempt.ended(outcome);
                driver.finish(status, trailers, outcome);
            } else if (sending.ended()) {
                onlyTrailers(status, trailers);
            } else {
                withoutResponse(status, trailers);
            }
        });
    }

    /** Whom it is connected to, and how often the channel had to send it. */
    private void record() {
        if (sending.created()) {
            attempt.connected(sending.peer());
        }
        for (int repeats = sending.repeats(); recorded < repeats; recorded++) {
            attempt.repeated();
        }
    }

    /** The response was nothing but the server's status: its head and its end. */
    private void onlyTrailers(Status status, Metadata trailers) {
        ResponseHead head = Heads.response(status, trailers);
        Next.AfterHead after = attempt.responseHead(head);
        if (after instanceof Next.Commit commit) {
            Heads.apply(trailers, head.headers(), commit.head().headers());
            answered(200, status, trailers);
        } else {
            driver.instead(this, after);
        }
    }

    private void withoutResponse(Status status, Metadata trailers) {
        if (driver.isCancelledByContext(status)) {
            Outcome cancelled = new Outcome.Cancelled("context_cancelled");
            attempt.ended(cancelled);
            driver.finish(status, trailers, cancelled);
            return;
        }
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED && driver.isLate()) {
            driver.timedOut(this, Attempt.Timeout.DEADLINE);
            return;
        }
        OptionalInt http = Endings.httpStatus(status);
        if (http.isPresent()) {
            notGrpc(http.getAsInt(), status, trailers);
            return;
        }
        Outcome outcome = Endings.of(sending, status);
        if (outcome == null) {
            // It failed here: its message or credentials were not to be had. No server is to blame, and no other would
            // help.
            Outcome local = new Outcome.Cancelled("local_failure{" + status.getCode() + "}");
            attempt.ended(local);
            driver.finish(status, trailers, local);
        } else {
            driver.after(attempt.ended(outcome), status);
        }
    }

    /** A response of HTTP, not of gRPC, such as a proxy's 503. */
    private void notGrpc(int http, Status status, Metadata trailers) {
        Next.AfterHead after = attempt.responseHead(new ResponseHead(http, Headers.EMPTY));
        if (after instanceof Next.Commit) {
            answered(http, status, trailers);
        } else {
            driver.instead(this, after);
        }
    }

    private void answered(int http, Status status, Metadata trailers) {
        Outcome answered = Outcome.Answered.of(http);
        attempt.ended(answered);
        driver.finish(status, trailers, answered);
    }
}
