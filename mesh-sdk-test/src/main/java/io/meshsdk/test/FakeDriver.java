package io.meshsdk.test;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Outbound;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/**
 * Drives calls as a real driver does, without a network: what an upstream says comes from a script, and time is a
 * {@link FakeTime}. What happened is a transcript. For one thread, which is also the one that advances the clock.
 */
public final class FakeDriver {
    final Outbound outbound;
    final FakeTime time;
    private Function<Attempt, FakeAnswer> upstream = attempt -> FakeAnswer.status(200);

    public FakeDriver(Outbound outbound, FakeTime time) {
        this.outbound = outbound;
        this.time = time;
    }

    /** The attempts of all calls from now on get these answers, in order; the last one serves all that follow. */
    public FakeDriver answers(FakeAnswer first, FakeAnswer... next) {
        Queue<FakeAnswer> script = new ArrayDeque<>(List.of(next));
        FakeAnswer[] current = {first};
        boolean[] started = {false};
        upstream = attempt -> {
            if (started[0] && !script.isEmpty()) {
                current[0] = script.remove();
            }
            started[0] = true;
            return current[0];
        };
        return this;
    }

    /** The answer depends on the attempt: on its endpoint, say. */
    public FakeDriver answers(Function<Attempt, FakeAnswer> each) {
        upstream = each;
        return this;
    }

    /** A GET without a body. */
    public FakeCall get(String authority, String path) {
        return call(new RequestHead("GET", "http", authority, path, Headers.EMPTY), CallOptions.HTTP);
    }

    /** A call whose request has been read to its end. It goes as far as it can without the clock. */
    public FakeCall call(RequestHead head, CallOptions options) {
        FakeCall call = new FakeCall(this, outbound.open(head, options), options.deadline(), "");
        call.start();
        return call;
    }

    FakeAnswer answer(Attempt attempt) {
        return upstream.apply(attempt);
    }
}
