package io.meshsdk.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.CallOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever breaks, in the engine or in a listener: the call is closed, and its listener told of one end. */
class BrokenCallsTest {
    private static final String LISTENER = "internal_error{java.lang.IllegalStateException: a listener that throws}";

    private final HandLoop loop = new HandLoop();
    private final Transcript transcript = new Transcript();
    private final ScriptedEngine engine = new ScriptedEngine(transcript);
    private final FakeTransport transport = new FakeTransport(loop, transcript);
    private final HttpCalls calls = new HttpCalls(engine, transport, loop);
    private final HeardResponse listener = new HeardResponse(transcript);

    @ParameterizedTest
    @ValueSource(strings = {"> head", "> data"})
    void aListenerThatThrowsInTheMiddleEndsItsCall(String where) {
        listener.throwsAt = where;
        start();
        transport.exchange(1).answers(200);
        transport.exchange(1).sends("x");
        transport.exchange(1).ends();
        assertThat(transcript.take())
                .containsSequence("reset 1", "close 0 DC " + LISTENER, "> failed DC " + LISTENER)
                .filteredOn(line -> line.startsWith("close"))
                .hasSize(1);
        assertThat(calls.open()).isZero();
    }

    @Test
    void aListenerThatThrowsFromTheEndHearsOfAFailureOnce() {
        listener.throwsAt = "> end";
        start();
        transport.exchange(1).answers(200);
        transcript.take();
        transport.exchange(1).ends();
        assertThat(transcript.take())
                .containsExactly("ended 1 Answered", "close 200 - via_upstream", "> end", "> failed DC " + LISTENER);
    }

    @Test
    void aListenerThatThrowsFromItsFailureHearsNothingMore() {
        listener.throwsAt = "> failed";
        RunningCall call = start();
        transcript.take();
        call.cancel("enough");
        assertThat(transcript.take())
                .containsExactly("cancel enough", "reset 1", "close 0 DC enough", "> failed DC enough");
        assertThat(calls.open()).isZero();
    }

    @Test
    void anEngineThatBreaksWhileClosingDoesNotKeepTheEndFromTheListener() {
        start();
        transport.exchange(1).answers(200);
        transcript.take();
        engine.brokenClose = true;
        transport.exchange(1).ends();
        assertThat(transcript.take())
                .containsExactly(
                        "ended 1 Answered",
                        "> failed DC internal_error{java.lang.IllegalStateException: the engine cannot close}");
        assertThat(calls.open()).isZero();
    }

    @Test
    void aCallThatCannotBeOpenedIsNotLeftBehind() {
        engine.brokenOpen = true;
        start();
        assertThat(transcript.take())
                .containsExactly("> failed DC internal_error{java.lang.IllegalStateException: the engine cannot open}");
        assertThat(calls.open()).isZero();
        calls.close();
        loop.run();
        assertThat(transcript.take()).isEmpty();
    }

    @Test
    void aListenerThatThrowsFromItsFailureDoesNotKeepTheCallBehindItWaiting() {
        calls.close();
        listener.throwsAt = "> failed";
        enqueue();
        enqueue();
        loop.run();
        assertThat(transcript.take()).containsExactly("> failed DC mesh_closed", "> failed DC mesh_closed");
    }

    private RunningCall start() {
        engine.forwards(0);
        enqueue();
        loop.run();
        return listener.call();
    }

    private void enqueue() {
        calls.start(
                new RequestHead("GET", "http", "orders", "/", Headers.EMPTY), Body.EMPTY, CallOptions.HTTP, listener);
    }
}
