package io.meshsdk.internal.http;

import io.meshsdk.call.Address;
import io.meshsdk.call.Deadline;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Locality;
import io.meshsdk.call.Metadata;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.AttemptStep;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.Outbound;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.engine.Wait;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.spi.CallFacts;
import io.meshsdk.transport.ClientSecurity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;

/** An engine that says what a test wrote down for it, and writes down what it hears. */
final class ScriptedEngine implements Outbound, OutboundCall {
    static final LocalReply TIMED_OUT =
            LocalReply.of(504, ResponseFlag.UT, "upstream_response_timeout", "upstream request timeout");
    static final LocalReply UNAVAILABLE = LocalReply.of(503, ResponseFlag.UF, "upstream_reset", "no connection");

    private final Transcript transcript;
    final Queue<Plan> plans = new ArrayDeque<>();
    final Queue<AttemptStep> steps = new ArrayDeque<>();
    final Queue<Next.AfterHead> afterHead = new ArrayDeque<>();
    final Queue<Next.AfterEnd> afterEnd = new ArrayDeque<>();
    final Queue<Next.AfterTimeout> afterTimeout = new ArrayDeque<>();
    final List<ScriptedAttempt> attempts = new ArrayList<>();
    /** When attempts are made. */
    LongSupplier nanos = () -> 0;

    boolean brokenOpen;
    boolean brokenClose;
    private RequestHead head = new RequestHead("GET", "http", "orders", "/", io.meshsdk.call.Headers.EMPTY);

    ScriptedEngine(Transcript transcript) {
        this.transcript = transcript;
    }

    ScriptedEngine forwards(long replayLimitBytes) {
        plans.add(new Plan.Forward(replayLimitBytes, List.of()));
        return this;
    }

    @Override
    public OutboundCall open(RequestHead opened, CallOptions options) {
        if (brokenOpen) {
            throw new IllegalStateException("the engine cannot open");
        }
        head = opened;
        return this;
    }

    @Override
    public Reach reach(String authority) {
        return new Reach.Meshed();
    }

    @Override
    public Plan plan() {
        transcript.add("plan");
        return plans.remove();
    }

    /** Sends to an endpoint of its own, unless something else is written down. */
    @Override
    public AttemptStep attempt() {
        AttemptStep step = steps.poll();
        if (step != null) {
            return step;
        }
        ScriptedAttempt attempt = new ScriptedAttempt(attempts.size() + 1);
        attempts.add(attempt);
        return new AttemptStep.Send(attempt);
    }

    @Override
    public void requestEnded() {
        transcript.add("requestEnded");
    }

    @Override
    public void replayLost() {
        transcript.add("replayLost");
    }

    @Override
    public CallFacts facts() {
        throw new IllegalStateException("nothing is known of a scripted call");
    }

    @Override
    public void cancel(String why) {
        transcript.add("cancel " + why);
    }

    @Override
    public void close(Outcome result) {
        if (brokenClose) {
            throw new IllegalStateException("the engine cannot close");
        }
        transcript.add("close " + result.status() + " " + result.flags() + " " + result.details());
    }

    /** Something to wait for. */
    static final class Signal implements Wait {
        private final Deadline until;
        private Runnable task = () -> {};

        Signal(Deadline until) {
            this.until = until;
        }

        @Override
        public Deadline until() {
            return until;
        }

        @Override
        public void onReady(Runnable ready) {
            task = ready;
        }

        void ready() {
            task.run();
        }
    }

    final class ScriptedAttempt implements Attempt {
        private final int number;
        Deadline deadline = Deadline.NONE;
        long idleNanos;

        private ScriptedAttempt(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public long startedNanos() {
            return nanos.getAsLong();
        }

        @Override
        public Endpoint endpoint() {
            return new Host("host" + number);
        }

        @Override
        public ClientSecurity security() {
            return ClientSecurity.PLAINTEXT;
        }

        @Override
        public RoutingPriority priority() {
            return RoutingPriority.DEFAULT;
        }

        @Override
        public RequestHead head() {
            return head;
        }

        @Override
        public long deadlineNanos() {
            return deadline.nanos();
        }

        @Override
        public long idleNanos() {
            return idleNanos;
        }

        @Override
        public void connected(Peer peer) {
            transcript.add("connected " + number + " to " + peer.name());
        }

        @Override
        public Next.AfterHead responseHead(ResponseHead came) {
            transcript.add("head " + number + " " + came.status());
            Next.AfterHead next = afterHead.poll();
            return next != null ? next : new Next.Commit(came, List.of());
        }

        @Override
        public Next.AfterEnd ended(Outcome outcome) {
            transcript.add("ended " + number + " " + outcome.getClass().getSimpleName());
            Next.AfterEnd next = afterEnd.poll();
            return next != null ? next : Next.DONE;
        }

        @Override
        public Next.AfterTimeout timedOut(Timeout which) {
            transcript.add("timedOut " + number + " " + which);
            Next.AfterTimeout next = afterTimeout.poll();
            return next != null ? next : new Next.Fail(TIMED_OUT);
        }
    }

    record Host(String hostname) implements Endpoint {
        @Override
        public String cluster() {
            return "orders";
        }

        @Override
        public Address address() {
            return new Address.Socket(hostname, 80);
        }

        @Override
        public Locality locality() {
            return Locality.NONE;
        }

        @Override
        public Metadata metadata() {
            return Metadata.EMPTY;
        }

        @Override
        public boolean removed() {
            return false;
        }

        @Override
        public String toString() {
            return hostname;
        }
    }
}
