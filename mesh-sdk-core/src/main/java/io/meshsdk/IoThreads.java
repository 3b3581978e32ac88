package io.meshsdk;

import io.meshsdk.internal.net.NettyTransport;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A mesh's I/O threads, ended and waited for, so that whoever closed a mesh finds none of it. */
record IoThreads(NettyTransport transport) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.meshsdk.mesh");
    /** For what was cancelled to be told so. */
    private static final Duration DRAIN = Duration.ofMillis(100);

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Override
    public void close() {
        CompletionStage<Void> ended = transport.shutdown(DRAIN);
        if (transport.loops().stream().anyMatch(EventLoop::inEventLoop)) {
            // Closed by a callback on one of them, which would wait for itself.
            return;
        }
        try {
            ended.toCompletableFuture().get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("the I/O threads did not end within {}; a callback may be blocking one", LIMIT);
        } catch (ExecutionException e) {
            LOG.warn("the I/O threads did not end well", e.getCause());
        }
    }
}
