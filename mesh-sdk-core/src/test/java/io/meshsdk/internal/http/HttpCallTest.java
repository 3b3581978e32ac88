package io.meshsdk.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Deadline;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.AttemptStep;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.Plan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Calls without a streamed body: what the engine says is done, in order, and ends once. */
class HttpCallTest {
    private final HandLoop loop = new HandLoop();
    private final Transcript transcript = new Transcript();
    private final ScriptedEngine engine = new ScriptedEngine(transcript);
    private final FakeTransport transport = new FakeTransport(loop, transcript);
    private final HttpCalls calls = new HttpCalls(engine, transport, loop);

    @Test
    void readsAResponseOnDemandAndClosesWithIt() {
        engine.forwards(0);
        RunningCall call = start(Body.EMPTY);
        assertThat(transcript.take()).containsExactly("plan", "requestEnded", "open 1 GET host1 WITH_HEAD");
        assertThat(calls.open()).isEqualTo(1);

        transport.exchange(1).answers(200);
        call.request(1);
        transport.exchange(1).sends("hello");
        transport.exchange(1).ends();
        assertThat(transcript.take())
                .containsExactly(
                        "head 1 200",
                        "> head 200",
                        "read 1 1",
                        "> data hello",
                        "ended 1 Answered",
                        "close 200 - via_upstream",
                        "> end");
        assertThat(calls.open()).isZero();
        assertThat(call.attempts()).isEqualTo(1);
    }

    @Test
    void tellsTheEngineWhomItIsConnectedTo() {
        engine.forwards(0);
        start(Body.EMPTY);
        transcript.take();
        transport
                .exchange(1)
                .connects(new Peer.Certified(List.of("spiffe://mesh/ns/shop/sa/orders"), List.of(), "CN=orders"));
        assertThat(transcript.take()).containsExactly("connected 1 to spiffe://mesh/ns/shop/sa/orders");
    }

    @Test
    void retriesAfterAPauseAndSendsTheBodyAgain() {
        engine.forwards(1000);
        engine.afterHead.add(new Next.Again(Duration.ofMillis(25).toNanos()));
        start(new Body.Bytes("body".getBytes(StandardCharsets.UTF_8)));
        transport.exchange(1).answers(503);
        assertThat(transcript.take())
                .containsExactly(
                        "plan",
                        "requestEnded",
                        "open 1 GET host1 LATER",
                        "write 1 body",
                        "end 1",
                        "head 1 503",
                        "reset 1");

        loop.advance(Duration.ofMillis(24));
        assertThat(transcript.take()).isEmpty();
        loop.advance(Duration.ofMillis(1));
        transport.exchange(2).answers(200);
        transport.exchange(2).ends();
        assertThat(transcript.take())
                .containsExactly(
                        "open 2 GET host2 LATER",
                        "write 2 body",
                        "end 2",
                        "head 2 200",
                        "> head 200",
                        "ended 2 Answered",
                        "close 200 - via_upstream",
                        "> end");
    }

    @Test
    void triesAnotherEndpointWhereTheFirstRefusesAtOnce() {
        engine.forwards(0);
        engine.afterEnd.add(new Next.Again(0));
        transport.refusals.add(new Outcome.ConnectFailed("refused"));
        start(Body.EMPTY);
        assertThat(transcript.take())
                .containsExactly(
                        "plan",
                        "requestEnded",
                        "open 1 GET host1 WITH_HEAD",
                        "ended 1 ConnectFailed",
                        "open 2 GET host2 WITH_HEAD");
    }

    @Test
    void givesTheEnginesReplyWhereAllAttemptsFailed() {
        engine.forwards(0);
        engine.afterEnd.add(new Next.Fail(ScriptedEngine.UNAVAILABLE));
        start(Body.EMPTY);
        transport.exchange(1).fails(new Outcome.Disconnected("closed"));
        assertThat(transcript.take())
                .containsSequence("ended 1 Disconnected", "close 503 UF upstream_reset", "> reply 503 UF");
    }

    @Test
    void failsAtTheDeadlineOfAnAttemptAndNotBefore() {
        engine.forwards(0);
        start(Body.EMPTY, loop.nanos() + 1_000_000);
        transcript.take();
        loop.advance(Duration.ofNanos(999_999));
        assertThat(transcript.take()).isEmpty();
        loop.advance(Duration.ofNanos(1));
        assertThat(transcript.take())
                .containsExactly(
                        "timedOut 1 DEADLINE", "reset 1", "close 504 UT upstream_response_timeout", "> reply 504 UT");
    }

    @Test
    void ofManyCallsEachRunsOutOfTimeAtItsOwnDeadlineUnlessAnswered() {
        List<Integer> millis =
                new ArrayList<>(IntStream.rangeClosed(1, 300).boxed().toList());
        Collections.shuffle(millis, new Random(1));
        for (int call = 1; call <= 300; call++) {
            engine.forwards(0);
            start(Body.EMPTY, loop.nanos() + millis.get(call - 1) * 1_000_000L);
            // Most are answered while others begin, so that their places among the deadlines are taken again.
            int answered = call - 10;
            if (answered > 0 && answered % 3 != 0) {
                transport.exchange(answered).answers(204);
                transport.exchange(answered).ends();
            }
        }
        transcript.take();
        for (int now = 1; now <= 300; now++) {
            loop.advance(Duration.ofMillis(1));
            int due = millis.indexOf(now) + 1;
            assertThat(transcript.take().stream()
                            .filter(line -> line.startsWith("timedOut"))
                            .toList())
                    .isEqualTo(due <= 290 && due % 3 != 0 ? List.of() : List.of("timedOut " + due + " DEADLINE"));
        }
        assertThat(calls.open()).isZero();
    }

    @Test
    void idleTimeIsCountedFromTheLastByte() {
        engine.forwards(0);
        Duration idle = Duration.ofSeconds(1);
        start(Body.EMPTY, Long.MAX_VALUE, idle.toNanos());
        loop.advance(Duration.ofMillis(900));
        transport.exchange(1).answers(200);
        loop.advance(Duration.ofMillis(900));
        transport.exchange(1).sends("x");
        transcript.take();
        loop.advance(Duration.ofMillis(999));
        assertThat(transcript.take()).isEmpty();
        loop.advance(Duration.ofMillis(1));
        assertThat(transcript.take())
                .containsExactly(
                        "timedOut 1 IDLE",
                        "reset 1",
                        "close 200 UT upstream_response_timeout",
                        "> failed UT upstream_response_timeout");
    }

    @Test
    void aHedgeRunsBesideTheFirstAttemptAndTheLoserIsReset() {
        engine.forwards(0);
        engine.afterTimeout.add(new Next.Hedge(0));
        start(Body.EMPTY, loop.nanos() + 1_000_000);
        loop.advance(Duration.ofMillis(1));
        engine.attempts.get(0).deadline = Deadline.NONE;
        engine.afterHead.add(new Next.Commit(new ResponseHead(200, Headers.EMPTY), List.of(engine.attempts.get(0))));
        transcript.take();
        transport.exchange(2).answers(200);
        transport.exchange(2).ends();
        assertThat(transcript.take())
                .containsExactly(
                        "head 2 200", "reset 1", "> head 200", "ended 2 Answered", "close 200 - via_upstream", "> end");
        transport.exchange(1).answers(200);
        assertThat(transcript.take()).isEmpty();
    }

    @Test
    void anEngineThatLeavesADeadlineInThePastDoesNotMakeTheTimerSpin() {
        engine.forwards(0);
        engine.afterTimeout.add(Next.HOLD);
        engine.afterTimeout.add(Next.HOLD);
        start(Body.EMPTY, loop.nanos() + 1);
        loop.advance(Duration.ofNanos(1));
        assertThat(transcript.take()).contains("timedOut 1 DEADLINE").hasSize(4);
        loop.advance(Duration.ofNanos(999_999));
        assertThat(transcript.take()).isEmpty();
        loop.advance(Duration.ofNanos(1));
        assertThat(transcript.take()).containsExactly("timedOut 1 DEADLINE");
    }

    @Test
    void plansAnewAfterAnInternalRedirect() {
        engine.forwards(0).forwards(0);
        engine.afterHead.add(new Next.Reroute(head()));
        start(Body.EMPTY);
        transcript.take();
        transport.exchange(1).answers(302);
        assertThat(transcript.take()).containsExactly("head 1 302", "reset 1", "plan", "open 2 GET host2 WITH_HEAD");
    }

    @Test
    void anInternalRedirectTakesThePlaceOfAnAttemptThatWasToComeAfterAPause() {
        engine.forwards(0).forwards(0);
        engine.afterTimeout.add(new Next.Hedge(Duration.ofMillis(25).toNanos()));
        engine.afterHead.add(new Next.Reroute(head()));
        start(Body.EMPTY, loop.nanos() + 1_000_000);
        loop.advance(Duration.ofMillis(1));
        engine.attempts.get(0).deadline = Deadline.NONE;
        transcript.take();
        transport.exchange(1).answers(302);
        loop.advance(Duration.ofMillis(25));
        assertThat(transcript.take()).containsExactly("head 1 302", "reset 1", "plan", "open 2 GET host2 WITH_HEAD");
    }

    @Test
    void waitsUntilReadyAndAsksAgain() {
        ScriptedEngine.Signal signal = new ScriptedEngine.Signal(Deadline.NONE);
        engine.plans.add(new Plan.Later(signal));
        engine.plans.add(new Plan.Refuse(ScriptedEngine.UNAVAILABLE));
        start(Body.EMPTY);
        assertThat(transcript.take()).containsExactly("plan");
        signal.ready();
        signal.ready();
        loop.run();
        assertThat(transcript.take()).containsExactly("plan", "close 503 UF upstream_reset", "> reply 503 UF");
    }

    @Test
    void aWaitEndsAtItsDeadlineAndAtTheCallersWhateverComesFirst() {
        ScriptedEngine.Signal signal = new ScriptedEngine.Signal(Deadline.after(loop.nanos(), 10_000));
        engine.forwards(0);
        engine.steps.add(new AttemptStep.Later(signal));
        engine.steps.add(new AttemptStep.Fail(ScriptedEngine.TIMED_OUT));
        calls.start(
                head(),
                Body.EMPTY,
                CallOptions.HTTP.withDeadline(Deadline.after(loop.nanos(), 5_000)),
                new HeardResponse(transcript));
        loop.run();
        transcript.take();
        loop.advance(Duration.ofNanos(4_999));
        assertThat(transcript.take()).isEmpty();
        loop.advance(Duration.ofNanos(1));
        assertThat(transcript.take()).containsExactly("close 504 UT upstream_response_timeout", "> reply 504 UT");
    }

    @Test
    void whatIsNotMeshedIsHandedBackUntouched() {
        engine.plans.add(new Plan.PassThrough("no virtual host"));
        start(Body.EMPTY);
        assertThat(transcript.take())
                .containsExactly("plan", "close 0 - passed_through{no virtual host}", "> not meshed: no virtual host");
    }

    @Test
    void cancellingResetsTheAttemptAndNothingIsHeardAfterwards() {
        engine.forwards(0);
        RunningCall call = start(Body.EMPTY);
        transcript.take();
        call.cancel("enough");
        call.cancel("enough");
        loop.run();
        transport.exchange(1).answers(200);
        assertThat(transcript.take())
                .containsExactly("cancel enough", "reset 1", "close 0 DC enough", "> failed DC enough");
    }

    @Test
    void cancellingBeforeTheFirstTaskOpensNothing() {
        HeardResponse heard = new HeardResponse(transcript);
        calls.start(head(), Body.EMPTY, CallOptions.HTTP, heard);
        heard.call().cancel("at once");
        loop.run();
        assertThat(transcript.take()).containsExactly("> failed DC at once");
    }

    @Test
    void aCallerThatGoesOnAfterEveryRefusalDoesNotFillTheStack() {
        int many = 100_000;
        for (int i = 0; i < many; i++) {
            engine.plans.add(new Plan.Refuse(ScriptedEngine.UNAVAILABLE));
        }
        HeardResponse again = new HeardResponse(new Transcript());
        again.onReply = () -> {
            if (!engine.plans.isEmpty()) {
                calls.start(head(), Body.EMPTY, CallOptions.HTTP, again);
            }
        };
        calls.start(head(), Body.EMPTY, CallOptions.HTTP, again);
        loop.run();
        assertThat(engine.plans).isEmpty();
        assertThat(calls.open()).isZero();
    }

    @Test
    void aCallThatIsStartedByTheEndOfAnotherComesAfterWhateverElseTheLoopHasToDo() {
        engine.plans.add(new Plan.Refuse(ScriptedEngine.UNAVAILABLE));
        engine.plans.add(new Plan.Refuse(ScriptedEngine.UNAVAILABLE));
        HeardResponse heard = new HeardResponse(transcript);
        heard.onReply = () -> {
            if (!engine.plans.isEmpty()) {
                calls.start(head(), Body.EMPTY, CallOptions.HTTP, heard);
            }
        };
        calls.start(head(), Body.EMPTY, CallOptions.HTTP, heard);
        loop.loop().execute(() -> transcript.add("else"));
        loop.run();
        assertThat(transcript.take())
                .containsExactly(
                        "plan",
                        "close 503 UF upstream_reset",
                        "> reply 503 UF",
                        "else",
                        "plan",
                        "close 503 UF upstream_reset",
                        "> reply 503 UF");
    }

    @Test
    void aResponseThatBreaksOffKeepsTheStatusThatWasSeen() {
        engine.forwards(0);
        start(Body.EMPTY);
        transport.exchange(1).answers(200);
        transcript.take();
        transport.exchange(1).fails(new Outcome.Truncated(200, ResponseFlags.of(ResponseFlag.UC), "connection closed"));
        assertThat(transcript.take())
                .containsExactly(
                        "ended 1 Truncated", "close 200 UC connection closed", "> failed UC connection closed");
    }

    @Test
    void closingCancelsWhatRunsAndRefusesWhatComes() {
        engine.forwards(0);
        start(Body.EMPTY);
        transcript.take();
        calls.close();
        loop.run();
        assertThat(transcript.take())
                .containsExactly("cancel mesh_closed", "reset 1", "close 0 DC mesh_closed", "> failed DC mesh_closed");
        start(Body.EMPTY);
        assertThat(transcript.take()).containsExactly("> failed DC mesh_closed");
    }

    @Test
    void aMirrorGetsItsOwnCallAndIsClosedWithIt() {
        Transcript mirrored = new Transcript();
        ScriptedEngine mirror = new ScriptedEngine(mirrored).forwards(0);
        engine.plans.add(new Plan.Forward(10, List.of(new Plan.Mirror(mirror))));
        start(Body.EMPTY);
        assertThat(transport.exchanges).hasSize(2);
        transport.exchange(2).answers(500);
        transport.exchange(2).ends();
        assertThat(mirrored.take())
                .containsExactly("plan", "requestEnded", "head 1 500", "ended 1 Answered", "close 500 - via_upstream");
    }

    @Test
    void aBodyBeyondTheReplayLimitLosesRetriesAndMirrors() {
        Transcript mirrored = new Transcript();
        engine.plans.add(new Plan.Forward(3, List.of(new Plan.Mirror(new ScriptedEngine(mirrored)))));
        start(new Body.Bytes(new byte[] {'l', 'o', 'n', 'g'}));
        assertThat(transcript.take())
                .containsExactly(
                        "plan", "replayLost", "requestEnded", "open 1 GET host1 LATER", "write 1 long", "end 1");
        assertThat(mirrored.take()).containsExactly("close 0 DC mirror_dropped");
    }

    @Test
    void aDefectOfTheEngineEndsTheCall() {
        start(Body.EMPTY);
        assertThat(transcript.take())
                .containsExactly(
                        "plan",
                        "close 0 DC internal_error{java.util.NoSuchElementException}",
                        "> failed DC internal_error{java.util.NoSuchElementException}");
        assertThat(calls.open()).isZero();
    }

    private RunningCall start(Body body) {
        HeardResponse heard = new HeardResponse(transcript);
        calls.start(head(), body, CallOptions.HTTP, heard);
        loop.run();
        return heard.call();
    }

    private void start(Body body, long deadlineNanos) {
        start(body, deadlineNanos, 0);
    }

    /** The first attempt has these times. */
    private void start(Body body, long deadlineNanos, long idleNanos) {
        AttemptStep.Send send = (AttemptStep.Send) engine.attempt();
        ScriptedEngine.ScriptedAttempt attempt = (ScriptedEngine.ScriptedAttempt) send.attempt();
        attempt.deadline = new Deadline(deadlineNanos);
        attempt.idleNanos = idleNanos;
        engine.steps.add(send);
        start(body);
    }

    private static RequestHead head() {
        return new RequestHead("GET", "http", "orders", "/", Headers.EMPTY);
    }
}
