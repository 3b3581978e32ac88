package io.meshsdk.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Ports of this machine, for tests. */
public final class Ports {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);

    @FunctionalInterface
    interface Listen<T> {
        T start() throws IOException;
    }

    private Ports() {}

    /** A TCP port that is free now; whoever asks next may get the same one until it is listened on. */
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Listens again on a port that was just freed, which another connection of the machine may hold for a moment. */
    static <T> T listen(int port, Listen<T> listen) {
        long start = System.nanoTime();
        while (true) {
            try {
                return listen.start();
            } catch (IOException e) {
                if (!taken(e) || System.nanoTime() - start > LIMIT.toNanos()) {
                    throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port, e);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Native transports have an exception of their own for it. */
    private static boolean taken(Throwable e) {
        return e instanceof BindException
                || String.valueOf(e.getMessage()).contains("Address already in use")
                || (e.getCause() != null && taken(e.getCause()));
    }
}
