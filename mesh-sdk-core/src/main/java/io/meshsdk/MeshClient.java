package io.meshsdk;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.Outbound;
import io.meshsdk.internal.http.CallDriver;
import io.meshsdk.internal.http.ResponseListener;
import io.meshsdk.spi.Time;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
    private static final RequestHead NO_HEAD = new RequestHead("", "", "", "", Headers.EMPTY);

    private final CallDriver driver;
    private final Time time;
    private final Executor callbacks;
    private final long maxBodyBytes;
    private final JdkClients past;
    private final @Nullable Bypass bypass;
    private final UnaryOperator<RequestHead> carry;

    /**
     * @param carry gives a head what of its caller's thread goes with the call, which goes on another: the trace
     * @param past clients for calls past the mesh
     */
    MeshClient(CallDriver driver, Time time, Executor callbacks, UnaryOperator<RequestHead> carry, JdkClients past) {
        this(driver, time, callbacks, carry, MAX_BODY_BYTES, past, null);
    }

    private MeshClient(
            CallDriver driver,
            Time time,
            Executor callbacks,
            UnaryOperator<RequestHead> carry,
            long maxBodyBytes,
            JdkClients past,
            @Nullable Bypass bypass) {
        this.carry = carry;
        this.past = past;
        this.driver = driver;
        this.time = time;
        this.callbacks = callbacks;
        this.maxBodyBytes = maxBodyBytes;
        this.bypass = bypass;
    }

    /**
     * A client whose stages complete, and whose bodies are delivered, on another executor. {@code Runnable::run} means the call's
     * event loop: the fastest way, for callbacks that never block; one that does stops every call of that loop.
     */
    public MeshClient withCallbackExecutor(Executor executor) {
        return new MeshClient(
                driver, time, executor, carry, maxBodyBytes, past, bypass == null ? null : new Bypass(past, executor));
    }

    /**
     * A client that holds bodies of at most so many bytes in memory (64 MiB if not said); a larger one ends its call with
     * {@link MeshCallException}. Streamed bodies have no limit.
     */
    public MeshClient withMaxBodyBytes(long bytes) {
        return new MeshClient(driver, time, callbacks, carry, bytes, past, bypass);
    }

    /**
     * A client that sends calls which are not the mesh's, where the configuration lets them pass by, with a plain HTTP client of
     * the JDK, instead of failing them with {@link NotMeshedException}. What fails on that way is {@link MeshCallException}.
     */
    public MeshClient passingBy() {
        return new MeshClient(driver, time, callbacks, carry, maxBodyBytes, past, new Bypass(past, callbacks));
    }

    /** A client that fails calls which are not the mesh's with {@link NotMeshedException}, for adapters with a way of their own. */
    public MeshClient onlyMeshed() {
        return new MeshClient(driver, time, callbacks, carry, maxBodyBytes, past, null);
    }

    /** Whether the mesh takes a call to this URI's host and port, by the configuration of now. */
    public Outbound.Reach reach(URI uri) {
        String authority = uri.getRawAuthority();
        return driver.reach(authority == null ? "" : authority.substring(authority.lastIndexOf('@') + 1));
    }

    /** Completes with the whole response, on the callback executor. Cancelling its future cancels the call. */
    public CompletionStage<Response> send(Request request) {
        Completing<Response> result = new Completing<>(callbacks);
        start(request, new WholeResponse(request, result, bypass, maxBodyBytes));
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
        start(request, new WholeResponse(request, result, bypass, maxBodyBytes));
        return result.await();
    }

    /** Completes with the response's head, on the callback executor; its body is read from it. */
    public CompletionStage<StreamedResponse> stream(Request request) {
        Completing<StreamedResponse> result = new Completing<>(callbacks);
        start(request, new StreamingResponse(request, result, bypass, callbacks));
        return result;
    }

    /** Blocks until the response's head is there; otherwise as {@link #sendBlocking}. */
    public StreamedResponse streamBlocking(Request request) throws InterruptedException {
        Awaiting<StreamedResponse> result = awaiting();
        start(request, new StreamingResponse(request, result, bypass, callbacks));
        return result.await();
    }

    long nanos() {
        return time.nanos();
    }

    /** What of this thread goes with a call, as header fields: for calls of the same caller that are made later, elsewhere. */
    Headers callersFields() {
        return carry.apply(NO_HEAD).headers();
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

    private void start(Request request, ResponseListener listener) {
        driver.start(carry.apply(request.head()), request.body(callbacks), request.options(time), listener);
    }
}
