package io.meshsdk.internal.http;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes down what a caller hears. */
final class HeardResponse implements ResponseListener {
    private final Transcript transcript;
    /** Throws when it hears a line that begins so. */
    String throwsAt = "never";
    /** What the caller does when it hears a reply. */
    Runnable onReply = () -> {};

    private @Nullable RunningCall call;

    HeardResponse(Transcript transcript) {
        this.transcript = transcript;
    }

    /** The call that it listens to. */
    RunningCall call() {
        return Objects.requireNonNull(call);
    }

    @Override
    public void begun(RunningCall started) {
        call = started;
    }

    @Override
    public void notMeshed(RunningCall call, String why) {
        hear("> not meshed: " + why);
    }

    @Override
    public void reply(RunningCall call, LocalReply reply) {
        hear("> reply " + reply.status() + " " + reply.flags());
        onReply.run();
    }

    @Override
    public void head(RunningCall call, ResponseHead head) {
        hear("> head " + head.status());
    }

    @Override
    public void data(RunningCall call, ByteBuf chunk) {
        hear("> data " + chunk.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void end(RunningCall call, Headers trailers) {
        hear("> end");
    }

    @Override
    public void failed(RunningCall call, Outcome outcome) {
        hear("> failed " + outcome.flags() + " " + outcome.details());
    }

    private void hear(String line) {
        transcript.add(line);
        if (line.startsWith(throwsAt)) {
            throw new IllegalStateException("a listener that throws");
        }
    }
}
