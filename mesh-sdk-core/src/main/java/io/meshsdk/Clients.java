package io.meshsdk;

import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.http.HttpCalls;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clients of a mesh, and the calls that they make. */
final class Clients implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.meshsdk.mesh");

    private final HttpCalls calls;
    private final ControlThread control;
    private final Duration drainTimeout;
    private final Executor callbacks;
    private final @Nullable ExecutorService ownCallbacks;
    private final JdkClients past = new JdkClients();
    private final MeshClient client;
    private final MeshClient meshed;
    private final MeshBuilder.HttpsUris https;

    Clients(MeshBuilder wanted, HttpCalls calls, ControlThread control, UnaryOperator<RequestHead> carry) {
        this.calls = calls;
        this.control = control;
        drainTimeout = wanted.drainTimeout;
        Executor used;
        if (wanted.callbackExecutor != null) {
            ownCallbacks = null;
            used = wanted.callbackExecutor;
        } else {
            ownCallbacks = Threads.growing("mesh-callback");
            used = ownCallbacks;
        }
        callbacks = used;
        meshed = new MeshClient(calls, control, used, carry, past);
        client = wanted.unknownHosts == MeshBuilder.UnknownHosts.PASS_THROUGH ? meshed.passingBy() : meshed;
        https = wanted.httpsUris;
    }

    MeshClient client() {
        return client;
    }

    HttpClient.Builder httpClientBuilder() {
        return new MeshHttpClientBuilder(meshed, callbacks, past, https);
    }

    Executor callbacks() {
        return callbacks;
    }

    Duration drainTimeout() {
        return drainTimeout;
    }

    /** Calls that run may end; then they are cancelled. */
    @Override
    public void close() {
        CountDownLatch idle = new CountDownLatch(1);
        long end = control.nanos() + drainTimeout.toNanos();
        control.execute(() -> awaitIdle(end, idle));
        try {
            if (!idle.await(drainTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("{} calls did not end within {} and are cancelled", calls.open(), drainTimeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        calls.close();
        past.close();
        if (ownCallbacks != null) {
            ownCallbacks.shutdown();
        }
    }

    private void awaitIdle(long end, CountDownLatch idle) {
        if (calls.open() == 0) {
            idle.countDown();
        } else if (control.nanos() - end < 0) {
            control.schedule(Duration.ofMillis(10), () -> awaitIdle(end, idle));
        }
    }
}
