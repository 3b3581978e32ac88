package io.meshsdk.internal.net;

import io.meshsdk.model.Http2ProtocolOptions;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server now and then whether it is still there, and closes the connection where nothing comes: packets that get lost
 * on the way tell nobody. The connection's loop alone uses it.
 */
final class Keepalive {
    private final Http2ClientConnection connection;
    private final Http2ProtocolOptions.Keepalive settings;
    private final EventLoop loop;
    private @Nullable Future<?> next;
    private @Nullable Future<?> patience;
    private boolean heard;
    private int pings;

    Keepalive(Http2ClientConnection connection, Http2ProtocolOptions.Keepalive settings, EventLoop loop) {
        this.connection = connection;
        this.settings = settings;
        this.loop = loop;
    }

    void start() {
        long interval = settings.interval().toNanos();
        if (interval > 0 && next == null) {
            next = loop.schedule(this::ping, interval + jitter(interval), TimeUnit.NANOSECONDS);
        }
    }

    void stop() {
        cancel(next);
        cancel(patience);
    }

    /** A stream begins after so long without one. */
    void afterIdling(long idleNanos) {
        long interval = settings.connectionIdleInterval().toNanos();
        if (interval > 0 && idleNanos >= interval) {
            ask();
        }
    }

    /** Whatever comes shows that the server is there, though the answer be behind it. */
    void heard() {
        heard = true;
    }

    void answered() {
        cancel(patience);
        patience = null;
    }

    private void ping() {
        next = null;
        ask();
        start();
    }

    private void ask() {
        if (patience == null) {
            pings++;
            connection.ping();
            await();
        }
    }

    private void await() {
        heard = false;
        patience = loop.schedule(this::waitedLongEnough, settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void waitedLongEnough() {
        if (heard) {
            await();
        } else {
            connection.unanswered(
                    "no answer to a PING within " + settings.timeout().toMillis() + " ms");
        }
    }

    /** Spread by connection and ping, so that those of many connections opened at once do not stay together. */
    private long jitter(long interval) {
        double share = Math.floorMod(System.identityHashCode(connection) * 31 + pings * 7_919, 1_000) / 1_000.0;
        return (long) (interval * share * settings.intervalJitterPercent() / 100);
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
