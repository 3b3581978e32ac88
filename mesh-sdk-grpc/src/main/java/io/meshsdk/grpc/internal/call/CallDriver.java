package io.meshsdk.grpc.internal.call;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.meshsdk.call.Deadline;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.AttemptStep;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.engine.Wait;
import io.meshsdk.grpc.internal.call.Pause.Step;
import io.meshsdk.grpc.internal.connect.Sending;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the engine what to do with a call, and does it: one inner call for each attempt. All of it happens in the call's turns. */
final class CallDriver<ReqT, RespT> {
    private static final Logger LOG = LoggerFactory.getLogger(CallDriver.class);

    private final MeshCall<ReqT, RespT> call;
    private final MeshChannel channel;
    private final GrpcMesh mesh;
    private final InnerMethod<ReqT, RespT> method;
    private final CallOptions options;
    private final Context context;
    private final Turns turns;
    private final Told<RespT> told;
    private final Alarm alarm;
    private final AttemptClock clock;
    private final Waits waits;
    final Replay<ReqT> replay = new Replay<>();
    private OpenedCall opened = OpenedCall.NONE;
    private @Nullable InnerCall<ReqT, RespT> current;
    private Step next = Step.NONE;
    private boolean driving;
    private boolean closed;
    int requested;
    boolean halfClosed;
    /** Set once, when an attempt's response is given to the caller; read outside of turns, too. */
    private volatile @Nullable InnerCall<ReqT, RespT> committed;

    CallDriver(
            MeshCall<ReqT, RespT> call,
            MeshChannel channel,
            InnerMethod<ReqT, RespT> method,
            CallOptions options,
            Context context,
            Turns turns,
            Told<RespT> told) {
        this.call = call;
        this.channel = channel;
        this.mesh = channel.mesh();
        this.method = method;
        this.options = options;
        this.context = context;
        this.turns = turns;
        this.told = told;
        this.alarm = new Alarm(mesh.connections().timer(), this::rang);
        this.clock = new AttemptClock(mesh.time(), alarm);
        this.waits = new Waits(mesh.time(), alarm);
    }

    /** The attempt whose response the caller gets. */
    @Nullable
    InnerCall<ReqT, RespT> committed() {
        return committed;
    }

    /** The attempt that has what the caller sends. */
    @Nullable
    InnerCall<ReqT, RespT> current() {
        return current;
    }

    boolean closed() {
        return closed;
    }

    // ---- what the engine says ----

    void begin(OpenedCall begun) {
        opened = begun;
        next = Step.PLAN;
        drive();
    }

    /** In place of its beginning: the engine hears nothing of it. */
    void refuse(Status status) {
        closed = true;
        told.close(status, new Metadata());
    }

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
            // Copies to other clusters are made of HTTP requests only, so far.
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
            after(
                    attempt.ended(new Outcome.ConnectFailed("upstream_reset_before_response_started{"
                            + Outcome.ConnectFailed.TLS_ERROR + refused.getMessage() + "}")),
                    null);
            return;
        }
        if (!sending.admit(mesh.limits().permits(attempt.endpoint(), attempt.priority()))) {
            sending.release();
            after(attempt.ended(new Outcome.Overflowed("upstream_reset_before_response_started{overflow}")), null);
            return;
        }
        Context former = context.attach();
        boolean begun = false;
        try {
            InnerCall<ReqT, RespT> started = new InnerCall<>(this, attempt, sending, method, options);
            current = started;
            rearm();
            Metadata head = Heads.changed(
                    opened.metadata(), opened.headers(), attempt.head().headers());
            begun = true;
            started.start(head, replay.messages(), requested, halfClosed);
        } finally {
            context.detach(former);
            if (!begun) {
                // A call that was never started is told of no end, which would release it.
                sending.release();
            }
        }
        checkReplay();
    }

    void checkReplay() {
        if (replay.overflows() && committed == null && !closed) {
            engine().replayLost();
        }
    }

    void after(Next.AfterEnd after, @Nullable Status why) {
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
            waits.begin(Step.ATTEMPT, Deadline.after(mesh.time().nanos(), delayNanos));
        }
    }

    private void await(Wait wait, Step step) {
        // Whatever the engine waits for, the caller's deadline ends it: the engine is asked again then, and knows.
        Pause made = waits.begin(step, wait.until().earlier(opened.deadline()));
        wait.onReady(() -> turn(() -> next = waits.ready(made)));
    }

    // ---- what an attempt says ----

    /** Something happened to an attempt; nothing does where another has taken its place. */
    void turn(InnerCall<ReqT, RespT> of, Runnable what) {
        turn(() -> {
            if (of == current) {
                what.run();
            }
        });
    }

    /** Something happened to the call; nothing does after its end. */
    void turn(Runnable what) {
        turns.begin();
        try {
            if (!closed) {
                what.run();
                drive();
            }
        } catch (RuntimeException defect) {
            broken(defect);
        } finally {
            turns.end();
        }
    }

    /** Its response is the caller's. */
    void commit(InnerCall<ReqT, RespT> from, Metadata head) {
        committed = from;
        replay.drop();
        told.headers(head);
        rearm();
    }

    boolean isCommitted(InnerCall<ReqT, RespT> from) {
        return from == committed;
    }

    /** Its response is not given to the caller. */
    void instead(InnerCall<ReqT, RespT> from, Next.AfterHead after) {
        if (after instanceof Next.Again again) {
            drop(from);
            again(again.delayNanos());
        } else if (after instanceof Next.Reroute) {
            drop(from);
            next = Step.PLAN;
        }
    }

    void gone(InnerCall<ReqT, RespT> from) {
        if (current == from) {
            current = null;
        }
    }

    private void drop(InnerCall<ReqT, RespT> from) {
        gone(from);
        from.drop(null, null);
    }

    /** Not in a turn: nothing but the listener is concerned. */
    void message(InnerCall<ReqT, RespT> from, RespT message) {
        if (from == committed) {
            touched(from);
            told.message(message);
            turns.tell();
        }
    }

    void ready() {
        // As gRPC does it: who sends one message is not told.
        if (!method.outer().getType().clientSendsOneMessage()) {
            told.ready();
            turns.tell();
        }
    }

    boolean isCancelledByContext(Status status) {
        return context.isCancelled() && status.getCode() != Status.Code.UNAVAILABLE;
    }

    /** Whether the caller's deadline has passed. */
    boolean isLate() {
        return opened.deadline().passed(mesh.time().nanos());
    }

    // ---- time ----

    void touched(InnerCall<ReqT, RespT> by) {
        clock.touched(by.attempt);
    }

    void rearm() {
        if (current != null && !closed) {
            clock.arm(current.attempt);
        }
    }

    private void rang() {
        turn(() -> {
            alarm.rang();
            if (waits.any()) {
                next = waits.over();
            } else if (current != null) {
                Attempt.Timeout over = clock.over(current.attempt);
                if (over != null) {
                    timedOut(current, over);
                }
                rearm();
            }
        });
    }

    void timedOut(InnerCall<ReqT, RespT> from, Attempt.Timeout which) {
        Next.AfterTimeout after = from.attempt.timedOut(which);
        if (after instanceof Next.Again again) {
            drop(from);
            again(again.delayNanos());
        } else if (after instanceof Next.Fail fail) {
            LocalReply reply = fail.reply();
            if (from == committed) {
                Outcome broken = new Outcome.Truncated(200, reply.flags(), reply.details());
                finish(Statuses.of(reply), Statuses.trailers(reply), broken);
            } else {
                reply(reply, null);
            }
        } else {
            // Hold, and Hedge, which is for HTTP requests only, so far: this attempt goes on.
            clock.restart();
        }
    }

    // ---- the end ----

    private void reply(LocalReply reply, @Nullable Status why) {
        Status status = Statuses.of(reply);
        finish(
                why == null ? status : status.withCause(why.asException()),
                Statuses.trailers(reply),
                new Outcome.Replied(reply));
    }

    void cancelled(Status status) {
        if (!closed) {
            String why = status.getDescription() == null ? "cancelled" : status.getDescription();
            engine().cancel(why);
            finish(status, new Metadata(), new Outcome.Cancelled(why));
        }
    }

    /** Exactly once, and before the listener hears of the end: what it does next may look at counters. */
    void finish(Status status, Metadata trailers, Outcome outcome) {
        if (closed) {
            return;
        }
        closed = true;
        waits.stop();
        alarm.stop();
        replay.drop();
        InnerCall<ReqT, RespT> running = current;
        current = null;
        if (running != null) {
            running.drop(status.getDescription(), status.getCause());
        }
        engine().close(outcome);
        told.close(status, trailers);
        call.ended();
    }

    /** A defect of ours must not leave a caller waiting. */
    void broken(RuntimeException defect) {
        LOG.error("call {} broke down", method.path(), defect);
        finish(
                Status.INTERNAL.withDescription("the mesh broke down").withCause(defect),
                new Metadata(),
                new Outcome.Cancelled("internal_error{" + defect + "}"));
    }

    OutboundCall engine() {
        return opened.engine();
    }
}
