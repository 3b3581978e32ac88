package io.meshsdk;

import io.meshsdk.internal.config.NameResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks names up with the JDK's resolver, which blocks, on threads of its own that end when idle. */
final class DnsLookups implements NameResolver, AutoCloseable {
    private static final int THREADS = 4;

    private final Executor control;
    private final ThreadPoolExecutor threads;

    DnsLookups(Executor control, String threadName) {
        this.control = control;
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, threadName);
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void resolve(String host, Consumer<Answer> answer) {
        threads.execute(() -> {
            Answer found = lookUp(host);
            control.execute(() -> answer.accept(found));
        });
    }

    private static Answer lookUp(String host) {
        try {
            return new Answer.Found(Arrays.stream(InetAddress.getAllByName(host))
                    .map(InetAddress::getHostAddress)
                    .sorted()
                    .toList());
        } catch (UnknownHostException e) {
            return new Answer.Failed(host + " has no address");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
