package io.meshsdk.grpc.internal.call;

import io.grpc.Attributes;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.meshsdk.call.Deadline;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.AttemptStep;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.engine.Wait;
import io.meshsdk.grpc.internal.connect.Sending;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a user: asks the engine, does what it says, with one inner call for each attempt.
 *
 * <p>A lock guards it, and with it the engine's call, until the response's head is there; from then on the caller and the committed inner call
 * meet directly. Nothing of the user's runs under the lock.
 */
final class MeshCall<ReqT, RespT> extends ClientCall<ReqT, RespT> implements Context.CancellationListener {
    private static final Logger LOG = LoggerFactory.getLogger(MeshCall.class);

    private final MeshChannel channel;
    private final GrpcMesh mesh;
    private final InnerMethod<ReqT, RespT> method;
    private final CallOptions options;
    private final CallOptions innerOptions;
    private final Context context;
    private final Delivery delivery;
    private final ReentrantLock lock = new ReentrantLock();
    // All below is guarded by the lock, but for what is volatile.
    private final Replay<ReqT> replay = new Replay<>();
    private final Alarm alarm;
    private final Told<RespT> told;
    private Headers headers = Headers.EMPTY;
    private Metadata metadata = new Metadata();
    private Deadline deadline = Deadline.NONE;
    private @Nullable OutboundCall engine;
    private @Nullable InnerCall<ReqT, RespT> current;
    private @Nullable Waiting waiting;
    private Step next = Step.NONE;
    private boolean driving;
    private int requested;
    private boolean halfClosed;
    private boolean compressed = true;
    private boolean closed;
    private volatile long lastByteNanos;
    /** Set once, when an attempt's response is given to the caller. */
    private volatile @Nullable InnerCall<ReqT, RespT> committed;

    MeshCall(MeshChannel channel, InnerMethod<ReqT, RespT> method, CallOptions options) {
        this.channel = channel;
        this.mesh = channel.mesh();
        this.method = method;
        this.options = options;
        this.context = Context.current();
        Executor executor = options.getExecutor() != null ? options.getExecutor() : channel.executor();
        this.delivery = new Delivery(executor, context);
        this.told = new Told<>(delivery, method.outer().getType().serverSendsOneMessage() && !channel.earlyHeaders());
        this.innerOptions = inner(options, executor);
        this.alarm = new Alarm(mesh.connections().timer(), this::rang);
    }

    private CallOptions inner(CallOptions outer, Executor executor) {
        CallOptions inner = outer.withExecutor(null);
        if (inner.isWaitForReady()) {
            inner = inner.withoutWaitForReady();
        }
        CallCredentials credentials = inner.getCredentials();
        if (credentials != null) {
            inner = inner.withCallCredentials(new ExecutorCredentials(credentials, executor, context));
        }
        if (inner.getMaxInboundMessageSize() == null && channel.maxInboundMessageBytes() > 0) {
            inner = inner.withMaxInboundMessageSize(channel.maxInboundMessageBytes());
        }
        return inner;
    }

    // ---- what the caller says ----

    @Override
    public void start(Listener<RespT> listener, Metadata callersMetadata) {
        lock.lock();
        try {
            if (!told.listen(listener, this)) {
                throw new IllegalStateException("the call was started already");
            }
            metadata = callersMetadata;
            headers = Heads.request(callersMetadata);
            deadline = channel.deadline(options, context);
            String authority = options.getAuthority() != null ? options.getAuthority() : channel.authority();
            RequestHead head = new RequestHead("POST", "http", authority, method.path(), headers);
            String refusal = channel.begin(this);
            if (refusal != null) {
                closed = true;
                told.close(Status.UNAVAILABLE.withDescription(refusal), new Metadata());
                return;
            }
            engine = mesh.outbound().open(head, channel.engineOptions(deadline));
            if (context != Context.ROOT) {
                context.addListener(this, Runnable::run);
            }
            next = Step.PLAN;
            drive();
        } catch (RuntimeException defect) {
            broken(defect);
        } finally {
            unlock();
        }
    }

    @Override
    public void request(int numMessages) {
        InnerCall<ReqT, RespT> direct = committed;
        if (direct != null) {
            direct.call().request(numMessages);
            return;
        }
        lock.lock();
        try {
            InnerCall<ReqT, RespT> to = committed != null ? committed : current;
            requested = requested + numMessages < 0 ? Integer.MAX_VALUE : requested + numMessages;
            if (to != null) {
                to.call().request(numMessages);
            }
        } finally {
            unlock();
        }
    }

    @Override
    public void sendMessage(ReqT message) {
        Held<ReqT> held = new Held<>(message, compressed);
        InnerCall<ReqT, RespT> direct = committed;
        if (direct != null) {
            touched(direct);
            direct.send(held);
            return;
        }
        lock.lock();
        try {
            if (closed) {
                return;
            }
            InnerCall<ReqT, RespT> to = committed != null ? committed : current;
            if (committed == null) {
                replay.add(held);
            }
            if (to != null) {
                touched(to);
                to.send(held);
            }
            checkReplay();
        } finally {
            unlock();
        }
    }

    @Override
    public void halfClose() {
        lock.lock();
        try {
            halfClosed = true;
            if (closed) {
                return;
            }
            engine().requestEnded();
            InnerCall<ReqT, RespT> to = committed != null ? committed : current;
            if (to != null) {
                to.call().halfClose();
                rearm();
            }
        } catch (RuntimeException defect) {
            broken(defect);
        } finally {
            unlock();
        }
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
        lock.lock();
        try {
            Status status = Status.CANCELLED.withDescription(
                    message != null ? message : cause != null ? null : "the call was cancelled");
            cancelled(cause == null ? status : status.withCause(cause));
        } finally {
            unlock();
        }
    }

    /** The context of the call was cancelled. */
    @Override
    public void cancelled(Context cancelled) {
        lock.lock();
        try {
            cancelled(ofContext());
        } finally {
            unlock();
        }
    }

    private Status ofContext() {
        Status status = io.grpc.Contexts.statusFromCancelled(context);
        return status == null ? Status.CANCELLED.withDescription("the context was cancelled") : status;
    }

    private void cancelled(Status status) {
        OutboundCall opened = engine;
        if (closed || opened == null) {
            closed = true;
            return;
        }
        String why = status.getDescription() == null ? "cancelled" : status.getDescription();
        opened.cancel(why);
        finish(status, new Metadata(), new Outcome.Cancelled(why));
    }

    @Override
    public boolean isReady() {
        InnerCall<ReqT, RespT> direct = committed;
        if (direct != null) {
            return direct.call().isReady();
        }
        lock.lock();
        try {
            return current != null && current.call().isReady();
        } finally {
            unlock();
        }
    }

    @Override
    public void setMessageCompression(boolean enabled) {
        compressed = enabled;
    }

    @Override
    public Attributes getAttributes() {
        InnerCall<ReqT, RespT> direct = committed;
        return direct == null ? Attributes.EMPTY : direct.call().getAttributes();
    }

    // ---- what the engine says ----

    /** A loop, for an inner call may end within its own start. */
    private void drive() {
        if (driving) {
            return;
        }
        driving = true;
        try {
            while (next != Step.NONE && !closed) {
                Step step = next;
                next = Step.NONE;
                if (step == Step.PLAN) {
                    plan();
                } else {
                    attempt();
                }
            }
        } finally {
            driving = false;
        }
    }

    private void plan() {
        Plan plan = engine().plan();
        if (plan instanceof Plan.Forward forward) {
            // Copies to other clusters are for requests of HTTP so far.
            forward.mirrors().forEach(copy -> copy.call().close(new Outcome.Cancelled("mirror_dropped")));
            replay.limit(forward.replayLimitBytes());
            next = Step.ATTEMPT;
        } else if (plan instanceof Plan.Reply reply) {
            reply(reply.reply(), null);
        } else if (plan instanceof Plan.Refuse refuse) {
            reply(refuse.reply(), null);
        } else if (plan instanceof Plan.Later later) {
            await(later.waiting(), Step.PLAN);
        } else if (plan instanceof Plan.PassThrough past) {
            finish(
                    Status.UNAVAILABLE.withDescription(
                            "the mesh does not know " + channel.authority() + ": " + past.why()),
                    new Metadata(),
                    new Outcome.PassedThrough(past.why()));
        }
    }

    private void attempt() {
        AttemptStep step = engine().attempt();
        if (step instanceof AttemptStep.Send send) {
            launch(send.attempt());
        } else if (step instanceof AttemptStep.Fail fail) {
            reply(fail.reply(), null);
        } else if (step instanceof AttemptStep.Later later) {
            await(later.waiting(), Step.ATTEMPT);
        }
    }

    private void launch(Attempt attempt) {
        Sending sending;
        try {
            sending = channel.connections().open(attempt.endpoint(), attempt.security());
        } catch (IllegalArgumentException refused) {
            after(attempt.ended(new Outcome.ConnectFailed("TLS_error{" + refused.getMessage() + "}")), null);
            return;
        }
        if (!sending.admit(mesh.limits().permits(attempt.endpoint(), attempt.priority()))) {
            sending.release();
            after(attempt.ended(new Outcome.Overflowed("upstream_reset_before_response_started{overflow}")), null);
            return;
        }
        Context former = context.attach();
        try {
            InnerCall<ReqT, RespT> started = new InnerCall<>(this, attempt, sending, method, innerOptions);
            current = started;
            rearm();
            started.start(
                    Heads.changed(metadata, headers, attempt.head().headers()),
                    replay.messages(),
                    requested,
                    halfClosed);
        } finally {
            context.detach(former);
        }
        checkReplay();
    }

    private void checkReplay() {
        if (replay.overflows() && committed == null && !closed) {
            engine().replayLost();
        }
    }

    private void after(Next.AfterEnd after, @Nullable Status why) {
        if (after instanceof Next.Again again) {
            again(again.delayNanos());
        } else if (after instanceof Next.Fail fail) {
            reply(fail.reply(), why);
        }
    }

    private void again(long delayNanos) {
        if (delayNanos <= 0) {
            next = Step.ATTEMPT;
        } else {
            pause(Step.ATTEMPT, delayNanos);
        }
    }

    private void await(Wait wait, Step step) {
        // Whatever the engine waits for, the caller's deadline ends it: the engine is asked again then, and knows.
        Waiting made =
                pause(step, wait.until().earlier(deadline).remaining(mesh.time().nanos()));
        wait.onReady(() -> resume(made));
    }

    private Waiting pause(Step step, long nanos) {
        long now = mesh.time().nanos();
        Waiting made = new Waiting(step, nanos == Long.MAX_VALUE ? Deadline.NONE : Deadline.after(now, nanos));
        waiting = made;
        if (made.until.isSet()) {
            alarm.stop();
            alarm.set(made.until.nanos(), now);
        }
        return made;
    }

    private void resume(Waiting ready) {
        lock.lock();
        try {
            if (!closed && waiting == ready) {
                waiting = null;
                next = ready.step;
                drive();
            }
        } catch (RuntimeException defect) {
            broken(defect);
        } finally {
            unlock();
        }
    }

    // ---- what an attempt says ----

    void headersCame(InnerCall<ReqT, RespT> from, Metadata came) {
        lock.lock();
        try {
            if (from != current || closed) {
                return;
            }
            touched(from);
            ResponseHead head = Heads.response(came);
            Next.AfterHead after = from.attempt.responseHead(head);
            if (after instanceof Next.Commit commit) {
                Heads.apply(came, head.headers(), commit.head().headers());
                committed = from;
                replay.drop();
                told.headers(came);
                rearm();
            } else {
                instead(from, after);
            }
            drive();
        } catch (RuntimeException defect) {
            broken(defect);
        } finally {
            unlock();
        }
    }

    /** Its response is not given to the caller. */
    private void instead(InnerCall<ReqT, RespT> from, Next.AfterHead after) {
        if (after instanceof Next.Again again) {
            drop(from);
            again(again.delayNanos());
        } else if (after instanceof Next.Reroute) {
            drop(from);
            next = Step.PLAN;
        }
    }

    void messageCame(InnerCall<ReqT, RespT> from, RespT message) {
        if (from == committed) {
            touched(from);
            told.message(message);
            delivery.send();
        }
    }

    void readyCame(InnerCall<ReqT, RespT> from) {
        // As gRPC does it: who sends one message is not told.
        if (!method.outer().getType().clientSendsOneMessage()) {
            told.ready();
            if (!lock.isHeldByCurrentThread()) {
                delivery.send();
            }
        }
    }

    void ended(InnerCall<ReqT, RespT> from, Status status, Metadata trailers) {
        lock.lock();
        try {
            if (from != current || closed) {
                return;
            }
            current = null;
            if (from == committed) {
                Outcome outcome = from.sending.ended() ? Outcome.Answered.of(200) : Endings.broken(status);
                from.attempt.ended(outcome);
                finish(status, trailers, outcome);
            } else if (from.sending.ended()) {
                onlyTrailers(from, status, trailers);
            } else {
                withoutResponse(from, status, trailers);
            }
            drive();
        } catch (RuntimeException defect) {
            broken(defect);
        } finally {
            unlock();
        }
    }

    /** The response was nothing but the server's status: its head and its end. */
    private void onlyTrailers(InnerCall<ReqT, RespT> from, Status status, Metadata trailers) {
        ResponseHead head = Heads.response(status, trailers);
        Next.AfterHead after = from.attempt.responseHead(head);
        if (after instanceof Next.Commit commit) {
            Heads.apply(trailers, head.headers(), commit.head().headers());
            Outcome answered = Outcome.Answered.of(200);
            from.attempt.ended(answered);
            finish(status, trailers, answered);
        } else {
            instead(from, after);
        }
    }

    private void withoutResponse(InnerCall<ReqT, RespT> from, Status status, Metadata trailers) {
        if (context.isCancelled() && status.getCode() != Status.Code.UNAVAILABLE) {
            engine().cancel("context_cancelled");
            finish(status, trailers, new Outcome.Cancelled("context_cancelled"));
            return;
        }
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED
                && deadline.passed(mesh.time().nanos())) {
            timedOut(from, Attempt.Timeout.DEADLINE);
            return;
        }
        OptionalInt http = Endings.httpStatus(status);
        if (http.isPresent()) {
            notGrpc(from, http.getAsInt(), status, trailers);
            return;
        }
        Outcome outcome = Endings.of(from.sending, status);
        if (outcome == null) {
            // It failed here: its message or credentials were not to be had. No server is to blame, and no other would
            // help.
            Outcome local = new Outcome.Cancelled("local_failure{" + status.getCode() + "}");
            from.attempt.ended(local);
            finish(status, trailers, local);
        } else {
            after(from.attempt.ended(outcome), status);
        }
    }

    /** A response of HTTP, not of gRPC, such as a proxy's 503. */
    private void notGrpc(InnerCall<ReqT, RespT> from, int http, Status status, Metadata trailers) {
        Next.AfterHead after = from.attempt.responseHead(new ResponseHead(http, Headers.EMPTY));
        if (after instanceof Next.Commit) {
            Outcome answered = Outcome.Answered.of(http);
            from.attempt.ended(answered);
            finish(status, trailers, answered);
        } else {
            instead(from, after);
        }
    }

    private void drop(InnerCall<ReqT, RespT> from) {
        if (current == from) {
            current = null;
        }
        from.drop(null, null);
    }

    // ---- timers ----

    private void touched(InnerCall<ReqT, RespT> by) {
        if (by.attempt.idleNanos() > 0) {
            lastByteNanos = mesh.time().nanos();
        }
    }

    private void rearm() {
        InnerCall<ReqT, RespT> running = current;
        if (running == null || closed) {
            return;
        }
        Deadline due = running.attempt.deadline();
        long idle = running.attempt.idleNanos();
        if (!due.isSet() && idle <= 0) {
            return;
        }
        long now = mesh.time().nanos();
        if (idle > 0) {
            if (lastByteNanos == 0) {
                lastByteNanos = now;
            }
            due = due.earlier(Deadline.after(lastByteNanos, idle));
        }
        alarm.set(due.nanos(), now);
    }

    private void rang() {
        lock.lock();
        try {
            alarm.rang();
            if (closed) {
                return;
            }
            long now = mesh.time().nanos();
            Waiting paused = waiting;
            InnerCall<ReqT, RespT> running = current;
            if (paused != null) {
                if (paused.until.passed(now)) {
                    waiting = null;
                    next = paused.step;
                } else {
                    alarm.set(paused.until.nanos(), now);
                }
            } else if (running != null) {
                long idle = running.attempt.idleNanos();
                if (running.attempt.deadline().passed(now)) {
                    timedOut(running, Attempt.Timeout.DEADLINE);
                } else if (idle > 0 && now - lastByteNanos >= idle) {
                    timedOut(running, Attempt.Timeout.IDLE);
                }
                rearm();
            }
            drive();
        } catch (RuntimeException defect) {
            broken(defect);
        } finally {
            unlock();
        }
    }

    private void timedOut(InnerCall<ReqT, RespT> from, Attempt.Timeout which) {
        Next.AfterTimeout after = from.attempt.timedOut(which);
        if (after instanceof Next.Again again) {
            drop(from);
            again(again.delayNanos());
        } else if (after instanceof Next.Fail fail) {
            LocalReply reply = fail.reply();
            if (from == committed) {
                finish(
                        Statuses.of(reply),
                        Statuses.trailers(reply),
                        new Outcome.Truncated(200, reply.flags(), reply.details()));
            } else {
                reply(reply, null);
            }
        } else {
            // Hold, and Hedge, which is for requests of HTTP so far: this attempt goes on.
            lastByteNanos = mesh.time().nanos();
        }
    }

    // ---- the end ----

    private void reply(LocalReply reply, @Nullable Status why) {
        Status status = Statuses.of(reply);
        Throwable cause = why == null ? null : why.asException();
        finish(cause == null ? status : status.withCause(cause), Statuses.trailers(reply), new Outcome.Replied(reply));
    }

    /** Exactly once, and before the listener hears of the end: what it does next may look at counters. */
    private void finish(Status status, Metadata trailers, Outcome outcome) {
        if (closed) {
            return;
        }
        closed = true;
        waiting = null;
        alarm.stop();
        replay.drop();
        if (context != Context.ROOT) {
            context.removeListener(this);
        }
        InnerCall<ReqT, RespT> running = current;
        current = null;
        if (running != null) {
            running.drop(status.getDescription(), status.getCause());
        }
        engine().close(outcome);
        told.close(status, trailers);
        channel.ended(this);
    }

    /** A defect of ours must not leave a caller waiting. */
    private void broken(RuntimeException defect) {
        if (engine == null) {
            throw defect;
        }
        LOG.error("call {} broke down", method.path(), defect);
        finish(
                Status.INTERNAL.withDescription("the mesh broke down").withCause(defect),
                new Metadata(),
                new Outcome.Cancelled("internal_error{" + defect + "}"));
    }

    private OutboundCall engine() {
        OutboundCall opened = engine;
        if (opened == null) {
            throw new IllegalStateException("a call acts before it was started");
        }
        return opened;
    }

    /** The listener may run on this very thread, so only when the lock is let go. */
    private void unlock() {
        lock.unlock();
        if (!lock.isHeldByCurrentThread()) {
            delivery.send();
        }
    }

    private enum Step {
        NONE,
        PLAN,
        ATTEMPT
    }

    private static final class Waiting {
        final Step step;
        final Deadline until;

        Waiting(Step step, Deadline until) {
            this.step = step;
            this.until = until;
        }
    }
}
