package io.meshsdk;

import io.meshsdk.engine.Outbound.Reach;
import java.io.IOException;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.CookieHandler;
import java.net.ProtocolException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The mesh as a {@code java.net.http.HttpClient}: {@code http://} calls to its hosts go through it, others to a client of the JDK,
 * made when first needed, or nowhere, as configured. Safe for use by many threads.
 */
final class MeshHttpClient extends HttpClient {
    private final MeshClient mesh;
    private final Executor callbacks;
    private final Settings settings;
    private final Function<AtomicReference<@Nullable HttpClient>, HttpClient> bypassing;
    private final AtomicReference<@Nullable HttpClient> bypass = new AtomicReference<>();
    private final Set<HttpClientCall<?>> running = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Boolean> terminated = new CompletableFuture<>();
    private volatile boolean shutDown;

    /** What a user may say about a client. */
    record Settings(
            Redirect redirects,
            MeshBuilder.HttpsUris https,
            Version version,
            Optional<CookieHandler> cookies,
            Optional<Duration> connectTimeout,
            Optional<ProxySelector> proxy,
            Optional<Authenticator> authenticator,
            Optional<Executor> executor) {}

    /** @param bypassing the client for calls past the mesh, made into its holder when first asked for */
    MeshHttpClient(
            MeshClient mesh,
            Executor callbacks,
            Settings settings,
            Function<AtomicReference<@Nullable HttpClient>, HttpClient> bypassing) {
        this.mesh = mesh;
        this.callbacks = callbacks;
        this.settings = settings;
        this.bypassing = bypassing;
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        mesh.checkMayBlock();
        CompletableFuture<HttpResponse<T>> result = sendAsync(request, handler);
        try {
            return result.get();
        } catch (InterruptedException interrupted) {
            result.cancel(true);
            throw interrupted;
        } catch (CancellationException cancelled) {
            throw new IOException("the call was cancelled", cancelled);
        } catch (ExecutionException failed) {
            throw onThisThread(failed.getCause());
        }
    }

    /** A new exception of the same kind, with the trace of the thread that waited, as the JDK's client has it. */
    private static IOException onThisThread(@Nullable Throwable cause) {
        // The application's own handler threw it.
        if (cause instanceof RuntimeException own) {
            throw own;
        }
        if (cause instanceof Error own) {
            throw own;
        }
        String why = cause == null ? "the call failed" : cause.getMessage();
        IOException same = sameKind(cause, why);
        if (same == null) {
            return new IOException(why, cause);
        }
        same.initCause(cause);
        return same;
    }

    /** Those that callers of the JDK's client tell apart. */
    private static @Nullable IOException sameKind(@Nullable Throwable cause, @Nullable String why) {
        if (cause instanceof HttpTimeoutException) {
            return cause instanceof HttpConnectTimeoutException
                    ? new HttpConnectTimeoutException(why)
                    : new HttpTimeoutException(why);
        }
        if (cause instanceof SSLException) {
            return cause instanceof SSLHandshakeException ? new SSLHandshakeException(why) : new SSLException(why);
        }
        if (cause instanceof ConnectException) {
            return new ConnectException(why);
        }
        return cause instanceof ProtocolException ? new ProtocolException(why) : null;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(handler, "handler");
        HttpClientCall<T> call = new HttpClientCall<>(this, request, handler);
        running.add(call);
        if (shutDown) {
            ended(call);
            return CompletableFuture.failedFuture(new IOException("this client was shut down"));
        }
        call.start();
        return call;
    }

    /** @throws UnsupportedOperationException with a handler of pushes: the mesh takes none */
    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.@Nullable PushPromiseHandler<T> pushes) {
        if (pushes != null) {
            throw new UnsupportedOperationException(
                    "the mesh takes no server pushes: send without a push promise handler");
        }
        return sendAsync(request, handler);
    }

    /** @throws UnsupportedOperationException always */
    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        throw new UnsupportedOperationException(
                "the mesh carries no WebSockets: use a java.net.http.HttpClient of your own for them");
    }

    MeshClient mesh() {
        return mesh;
    }

    Executor callbacks() {
        return callbacks;
    }

    Settings settings() {
        return settings;
    }

    /** Whether a request goes through the mesh. */
    boolean meshed(URI uri) throws IOException {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        Reach reach = mesh.reach(uri);
        if (scheme.equals("http")) {
            // Refused hosts, too: the engine refuses them with their flag. Before the first configuration it waits.
            return !(reach instanceof Reach.Unknown unknown) || unknown.refuse();
        }
        if (reach instanceof Reach.Meshed) {
            if (scheme.equals("https") && settings.https() == MeshBuilder.HttpsUris.AS_HTTP) {
                return true;
            }
            throw new IOException(uri.getRawAuthority()
                    + " is a host of the mesh, which encrypts by itself: write http:// for " + scheme
                    + ":// or say MeshBuilder.httpsUris(AS_HTTP)");
        }
        if (reach instanceof Reach.Unknown unknown && unknown.refuse()) {
            throw new IOException(uri.getRawAuthority() + " is refused: " + unknown.why());
        }
        return false;
    }

    HttpClient bypass() {
        return bypassing.apply(bypass);
    }

    // ---- the lifecycle of JDK 21: no @Override, for we are compiled for 17 ----

    /** Takes no more calls; those that run go on. The mesh stays. */
    public void shutdown() {
        shutDown = true;
        terminateIfDone();
    }

    /** Takes no more calls and cancels those that run. The mesh stays. */
    public void shutdownNow() {
        shutDown = true;
        for (HttpClientCall<?> call : running) {
            call.abort();
        }
        terminateIfDone();
    }

    public boolean isTerminated() {
        return terminated.isDone();
    }

    public boolean awaitTermination(Duration limit) throws InterruptedException {
        try {
            return terminated.get(Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        }
    }

    /** Waits for calls that run; an interrupt cancels them. The mesh stays. */
    public void close() {
        shutdown();
        boolean interrupted = false;
        while (!isTerminated()) {
            try {
                awaitTermination(Duration.ofDays(1));
            } catch (InterruptedException stop) {
                interrupted = true;
                shutdownNow();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void ended(HttpClientCall<?> call) {
        running.remove(call);
        terminateIfDone();
    }

    private void terminateIfDone() {
        if (shutDown && running.isEmpty() && terminated.complete(true)) {
            // Autocloseable from 21 on; before, it ends when it is collected.
            if ((Object) bypass.get() instanceof AutoCloseable made) {
                callbacks.execute(() -> closeQuietly(made));
            }
        }
    }

    private static void closeQuietly(AutoCloseable made) {
        try {
            made.close();
        } catch (Exception ignored) {
            // A client without calls has nothing that could fail to close.
        }
    }

    // ---- what a client tells about itself ----

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return settings.cookies();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return settings.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return settings.redirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return settings.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return bypass().sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return bypass().sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return settings.authenticator();
    }

    @Override
    public Version version() {
        return settings.version();
    }

    @Override
    public Optional<Executor> executor() {
        return settings.executor();
    }
}
