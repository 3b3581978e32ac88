package io.meshsdk.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Address;
import io.meshsdk.call.Deadline;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Locality;
import io.meshsdk.call.Metadata;
import io.meshsdk.call.Outcome;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeDriverTest {
    private final FakeTime time = new FakeTime();
    private final SmallEngine engine = new SmallEngine(time);
    private final FakeDriver driver = new FakeDriver(engine, time);

    @Test
    void commitsAnAnswerAndClosesOnce() {
        FakeCall call = driver.get("orders", "/");

        assertThat(call.transcript())
                .containsExactly("forward", "send 1 to 10.0.0.1:80", "head 200", "close 200 via_upstream");
        assertThat(call.response()).map(ResponseHead::status).contains(200);
        assertThat(engine.told).containsExactly("requestEnded", "ended via_upstream", "close 200");
        assertThat(time.pending()).isZero();
    }

    @Test
    void triesAgainAfterThePauseThatTheEngineAsksFor() {
        FakeCall call = driver.answers(FakeAnswer.refused(), FakeAnswer.status(503), FakeAnswer.status(200))
                .get("orders", "/");
        assertThat(call.result()).isEmpty();

        time.advance(Duration.ofMillis(25));
        assertThat(call.result()).isEmpty();
        time.advance(Duration.ofMillis(25));

        assertThat(call.transcript())
                .containsExactly(
                        "forward",
                        "send 1 to 10.0.0.1:80",
                        "failed connection_refused",
                        "again in 25 ms",
                        "send 2 to 10.0.0.1:80",
                        "head 503",
                        "again in 25 ms",
                        "send 3 to 10.0.0.1:80",
                        "head 200",
                        "close 200 via_upstream");
    }

    @Test
    void tellsTheEngineOfTimersAtTheirTime() {
        FakeCall call = driver.answers(
                        FakeAnswer.silent(), FakeAnswer.late(Duration.ofMillis(10), FakeAnswer.status(200)))
                .get("orders", "/");

        time.advance(Duration.ofMillis(99));
        assertThat(call.attempts()).hasSize(1);
        time.advance(Duration.ofMillis(1));
        assertThat(call.attempts()).hasSize(2);
        time.advance(Duration.ofMillis(10));

        assertThat(call.transcript())
                .containsExactly(
                        "forward",
                        "send 1 to 10.0.0.1:80",
                        "timeout DEADLINE of 1",
                        "hedge",
                        "send 2 to 10.0.0.1:80",
                        "head 200",
                        "close 200 via_upstream");
        assertThat(time.pending()).isZero();
    }

    @Test
    void givesTheEnginesReplyWhenItFails() {
        FakeCall call = driver.answers(FakeAnswer.disconnected()).get("orders", "/");

        assertThat(call.result()).containsInstanceOf(Outcome.Replied.class);
        assertThat(call.transcript()).endsWith("failed connection_closed", "close 503 given_up");
        assertThat(call.response()).isEmpty();
    }

    @Test
    void asksAgainWhenToldAndAtTheCallersDeadline() {
        engine.waits = true;
        FakeCall told = driver.get("orders", "/");
        engine.ready();
        assertThat(told.transcript()).startsWith("wait", "forward").endsWith("close 200 via_upstream");

        engine.waits = true;
        FakeCall late = driver.call(
                new RequestHead("GET", "http", "orders", "/", io.meshsdk.call.Headers.EMPTY),
                CallOptions.HTTP.withDeadline(Deadline.after(time.nanos(), 1_000)));
        engine.waits = false;
        time.advance(Duration.ofNanos(1_000));
        assertThat(late.result()).isPresent();
    }

    @Test
    void cancelsOnce() {
        FakeCall call = driver.answers(FakeAnswer.silent()).get("orders", "/");

        call.cancel("caller");
        call.cancel("caller");
        time.advance(Duration.ofSeconds(10));

        assertThat(engine.told).containsExactly("requestEnded", "cancel caller", "close 0");
        assertThat(call.attempts()).hasSize(1);
    }

    /** Retries refusals and 503 after 25 ms, hedges after 100 ms, gives up on everything else. */
    private static final class SmallEngine implements Outbound, OutboundCall, Endpoint {
        final List<String> told = new ArrayList<>();
        private final FakeTime time;
        private final List<Runnable> waiting = new ArrayList<>();
        boolean waits;
        private int attempts;

        SmallEngine(FakeTime time) {
            this.time = time;
        }

        void ready() {
            waits = false;
            List.copyOf(waiting).forEach(Runnable::run);
        }

        @Override
        public OutboundCall open(RequestHead head, CallOptions options) {
            attempts = 0;
            return this;
        }

        @Override
        public Reach reach(String authority) {
            return new Reach.Meshed();
        }

        @Override
        public Plan plan() {
            return waits
                    ? new Plan.Later(new Wait() {
                        @Override
                        public Deadline until() {
                            return Deadline.NONE;
                        }

                        @Override
                        public void onReady(Runnable task) {
                            waiting.add(task);
                        }
                    })
                    : new Plan.Forward(0, List.of());
        }

        @Override
        public AttemptStep attempt() {
            return new AttemptStep.Send(new Numbered(++attempts, Deadline.after(time.nanos(), 100_000_000), this));
        }

        @Override
        public void requestEnded() {
            told.add("requestEnded");
        }

        @Override
        public void replayLost() {
            told.add("replayLost");
        }

        @Override
        public CallFacts facts() {
            throw new IllegalStateException("nothing is known of such a call");
        }

        @Override
        public void cancel(String why) {
            told.add("cancel " + why);
        }

        @Override
        public void close(Outcome result) {
            told.add("close " + result.status());
        }

        @Override
        public String cluster() {
            return "orders";
        }

        @Override
        public Address address() {
            return new Address.Socket("10.0.0.1", 80);
        }

        @Override
        public String hostname() {
            return "";
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
    }

    private record Numbered(int number, Deadline deadline, SmallEngine engine) implements Attempt {
        @Override
        public long startedNanos() {
            return 0;
        }

        private static final Next.Again AGAIN = new Next.Again(25_000_000);

        @Override
        public Endpoint endpoint() {
            return engine;
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
            return new RequestHead("GET", "http", "orders", "/", io.meshsdk.call.Headers.EMPTY);
        }

        @Override
        public long deadlineNanos() {
            return deadline.nanos();
        }

        @Override
        public long idleNanos() {
            return 0;
        }

        @Override
        public Next.AfterHead responseHead(ResponseHead head) {
            return head.status() == 503 ? AGAIN : new Next.Commit(head, List.of());
        }

        @Override
        public Next.AfterEnd ended(Outcome outcome) {
            if (outcome instanceof Outcome.Answered) {
                engine.told.add("ended " + outcome.details());
                return Next.DONE;
            }
            return outcome instanceof Outcome.ConnectFailed
                    ? AGAIN
                    : new Next.Fail(LocalReply.of(503, ResponseFlag.UC, "given_up", ""));
        }

        @Override
        public Next.AfterTimeout timedOut(Timeout which) {
            return new Next.Hedge(0);
        }
    }
}
