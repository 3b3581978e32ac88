package io.meshsdk.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.Plan;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bodies that are read while they are sent. */
class StreamedBodyTest {
    private final HandLoop loop = new HandLoop();
    private final Transcript transcript = new Transcript();
    private final ScriptedEngine engine = new ScriptedEngine(transcript);
    private final FakeTransport transport = new FakeTransport(loop, transcript);
    private final HttpCalls calls = new HttpCalls(engine, transport, loop);
    private final HandPublisher body = new HandPublisher(transcript);

    @Test
    void chunksAreAskedForOneByOneAndTheClockStartsAtTheEnd() {
        engine.forwards(100);
        start(-1);
        assertThat(transcript.take()).containsExactly("plan", "< subscribe", "open 1 POST host1 LATER", "< request 1");
        sends("one");
        assertThat(transcript.take()).containsExactly("write 1 one", "< request 1");
        ends();
        assertThat(transcript.take()).containsExactly("requestEnded", "end 1");
    }

    @Test
    void isReadOnceAndReplayedFromTheBuffer() {
        engine.forwards(100);
        engine.afterEnd.add(new Next.Again(0));
        start(-1);
        sends("one");
        transcript.take();
        transport.exchange(1).fails(new Outcome.Disconnected("closed"));
        assertThat(transcript.take()).containsExactly("ended 1 Disconnected", "open 2 POST host2 LATER", "write 2 one");
        sends("two");
        ends();
        assertThat(transcript.take()).containsExactly("write 2 two", "< request 1", "requestEnded", "end 2");
    }

    @Test
    void beyondTheLimitTheEngineIsToldOnceAndTheChunksAreLetGo() {
        engine.forwards(5);
        start(-1);
        sends("one");
        transcript.take();
        sends("two");
        assertThat(transcript.take()).containsExactly("replayLost", "write 1 two", "< request 1");
        sends("six");
        assertThat(transcript.take()).containsExactly("write 1 six", "< request 1");
    }

    @Test
    void nothingIsKeptWhereTheLimitIsZero() {
        engine.forwards(0);
        start(-1);
        transcript.take();
        sends("one");
        assertThat(transcript.take()).containsExactly("replayLost", "write 1 one", "< request 1");
    }

    @Test
    void aConnectionWithoutRoomStopsTheReader() {
        engine.forwards(1_000_000);
        start(-1);
        transport.exchange(1).full();
        transcript.take();
        String big = "x".repeat(40_000);
        sends(big);
        assertThat(transcript.take()).containsExactly("< request 1");
        sends(big);
        assertThat(transcript.take()).as("64 KiB wait already").isEmpty();
        transport.exchange(1).roomAgain();
        assertThat(transcript.take()).containsExactly("write 1 " + big, "write 1 " + big, "< request 1");
    }

    @Test
    void anEarlyResponseThatIsCompleteEndsTheCallAndTheBody() {
        engine.forwards(1_000_000);
        start(-1);
        sends("one");
        transcript.take();
        transport.exchange(1).answers(413);
        sends("two");
        transport.exchange(1).ends();
        loop.run();
        assertThat(transcript.take())
                .containsExactly(
                        "head 1 413",
                        "> head 413",
                        "write 1 two",
                        "< request 1",
                        "reset 1",
                        "ended 1 Answered",
                        "< cancel",
                        "close 413 - via_upstream",
                        "> end");
    }

    @Test
    void aPublisherThatFailsCancelsTheCall() {
        engine.forwards(1_000_000);
        start(-1);
        transcript.take();
        body.breaks();
        loop.run();
        assertThat(transcript.take())
                .containsExactly(
                        "cancel request_body_failed{java.lang.IllegalStateException}",
                        "reset 1",
                        "< cancel",
                        "close 0 DC request_body_failed{java.lang.IllegalStateException}",
                        "> failed DC request_body_failed{java.lang.IllegalStateException}");
    }

    @Test
    void aBodyOfAnotherLengthThanAnnouncedIsNotSentOn() {
        engine.forwards(1_000_000);
        start(5);
        sends("one");
        transcript.take();
        sends("four");
        assertThat(transcript.take())
                .startsWith("cancel request_body_failed{longer than the 5 bytes announced}", "reset 1");
    }

    @Test
    void aBodyThatEndsTooEarlyIsNotMadeToLookWhole() {
        engine.forwards(1_000_000);
        start(5);
        sends("one");
        transcript.take();
        ends();
        assertThat(transcript.take()).startsWith("cancel request_body_failed{ended after 3 of 5 bytes}", "reset 1");
    }

    @Test
    void aMirrorIsSentWhenTheBodyIsWhole() {
        Transcript mirrored = new Transcript();
        ScriptedEngine mirror = new ScriptedEngine(mirrored).forwards(100);
        engine.plans.add(new Plan.Forward(100, List.of(new Plan.Mirror(mirror))));
        start(-1);
        sends("one");
        sends("two");
        assertThat(transport.exchanges).hasSize(1);
        transcript.take();
        ends();
        assertThat(transcript.take())
                .containsExactly("requestEnded", "end 1", "open 2 GET host1 LATER", "write 2 onetwo", "end 2");
        assertThat(mirrored.take()).containsExactly("plan", "requestEnded");
    }

    @Test
    void aRefusedCallDoesNotReadItsBody() {
        engine.plans.add(new Plan.Refuse(ScriptedEngine.UNAVAILABLE));
        start(-1);
        assertThat(transcript.take()).containsExactly("plan", "close 503 UF upstream_reset", "> reply 503 UF");
    }

    private void sends(String text) {
        body.sends(text);
        loop.run();
    }

    private void ends() {
        body.ends();
        loop.run();
    }

    private void start(long length) {
        calls.start(
                new RequestHead("POST", "http", "orders", "/", Headers.EMPTY),
                new Body.Streamed(body, length, Runnable::run),
                CallOptions.HTTP,
                new HeardResponse(transcript));
        loop.run();
    }
}
