package io.meshsdk;

import io.meshsdk.engine.Outbound;
import io.meshsdk.internal.http.CallDriver;
import io.meshsdk.internal.http.ResponseListener;
import io.meshsdk.internal.http.RunningCall;
import io.meshsdk.spi.Time;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Sends requests through the mesh. Safe for use by many threads.
 *
 * <p>A call that fails in the mesh has a {@link Response}, as it has behind Envoy: 503, 504 and their flags in
 * {@link CallInfo}. Exceptions are for what has no response: {@link NotMeshedException} for an authority that the mesh does not
 * know and may be reached another way, {@link MeshCallException} for a response that broke off, and an
 * {@link java.util.concurrent.CancellationException} for a stage that its holder cancelled, which cancels the call's attempts.
 */
public final class MeshClient {
    private static final long MAX_BODY_BYTES = 64L << 20;

    private final CallDriver driver;
    private final Time time;
    private final Executor callbacks;
    private final long maxBodyBytes;

    MeshClient(CallDriver driver, Time time, Executor callbacks) {
        this(driver, time, callbacks, MAX_BODY_BYTES);
    }

    private MeshClient(CallDriver driver, Time time, Executor callbacks, long maxBodyBytes) {
        this.driver = driver;
        this.time = time;
        this.callbacks = callbacks;
        this.maxBodyBytes = maxBodyBytes;
    }

    /**
     * A client whose stages complete, and whose bodies are delivered, on another executor. {@code Runnable::run} means the call's
     * event loop: the fastest way, for callbacks that never block; one that does stops every call of that loop.
     */
    public MeshClient withCallbackExecutor(Executor executor) {
        return new MeshClient(driver, time, executor, maxBodyBytes);
    }

    /**
     * A client that holds bodies of at most so many bytes in memory (64 MiB if not said); a larger one ends its call with
     * {@link MeshCallException}. Streamed bodies have no limit.
     */
    public MeshClient withMaxBodyBytes(long bytes) {
        return new MeshClient(driver, time, callbacks, bytes);
    }

    /** Whether the mesh takes a call to this URI's host and port, by the configuration of now. */
    public Outbound.Reach reach(URI uri) {
        String authority = uri.getRawAuthority();
        return driver.reach(authority == null ? "" : authority.substring(authority.lastIndexOf('@') + 1));
    }

    /** Completes with the whole response, on the callback executor. Cancelling its future cancels the call. */
    public CompletionStage<Response> send(Request request) {
        Completing<Response> result = new Completing<>(callbacks);
        result.running(start(request, new WholeResponse(request, result, maxBodyBytes)));
        return result;
    }

    /**
     * Blocks until the whole response is there. An interrupt cancels the call.
     *
     * @throws NotMeshedException if the authority is not the mesh's
     * @throws MeshCallException if the response broke off
     * @throws IllegalStateException on an event loop, which a blocked call would stop
     */
    public Response sendBlocking(Request request) throws InterruptedException {
        Awaiting<Response> result = awaiting();
        return result.await(start(request, new WholeResponse(request, result, maxBodyBytes)));
    }

    /** Completes with the response's head, on the callback executor; its body is read from it. */
    public CompletionStage<StreamedResponse> stream(Request request) {
        Completing<StreamedResponse> result = new Completing<>(callbacks);
        result.running(start(request, new StreamingResponse(request, result, callbacks)));
        return result;
    }

    /** Blocks until the response's head is there; otherwise as {@link #sendBlocking}. */
    public StreamedResponse streamBlocking(Request request) throws InterruptedException {
        Awaiting<StreamedResponse> result = awaiting();
        return result.await(start(request, new StreamingResponse(request, result, callbacks)));
    }

    long nanos() {
        return time.nanos();
    }

    void checkMayBlock() {
        if (driver.onEventLoop()) {
            throw new IllegalStateException("a blocking call on an event loop would stop it: use an asynchronous one");
        }
    }

    private <T> Awaiting<T> awaiting() {
        checkMayBlock();
        return new Awaiting<>(Thread.currentThread());
    }

    private RunningCall start(Request request, ResponseListener listener) {
        return driver.start(request.head(), request.body(callbacks), request.options(time), listener);
    }
}
