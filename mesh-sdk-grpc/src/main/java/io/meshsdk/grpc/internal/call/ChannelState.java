package io.meshsdk.grpc.internal.call;

import io.grpc.ConnectivityState;
import io.meshsdk.engine.Outbound.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The state of a channel: idle until it is used, connecting until there is a configuration, ready while a virtual host takes its
 * calls, else failing. Looked up when asked for, and now and then as long as somebody waits for a change.
 */
final class ChannelState {
    private static final long LOOK_MILLIS = 100;

    private final GrpcMesh mesh;
    private final Executor executor;
    private final String authority;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}. */
    private final List<Runnable> waiting = new ArrayList<>();

    /** Written under {@link #lock}. */
    private volatile ConnectivityState known = ConnectivityState.IDLE;

    ChannelState(GrpcMesh mesh, Executor executor, String authority) {
        this.mesh = mesh;
        this.executor = executor;
        this.authority = authority;
    }

    ConnectivityState get(boolean use) {
        if (use || known != ConnectivityState.IDLE) {
            look();
        }
        return known;
    }

    /** A call began. */
    void used() {
        if (known == ConnectivityState.IDLE) {
            look();
        }
    }

    void idle() {
        become(ConnectivityState.IDLE);
    }

    void shutdown() {
        become(ConnectivityState.SHUTDOWN);
    }

    void notifyWhenChanged(ConnectivityState source, Runnable callback) {
        lock.lock();
        try {
            if (known == source) {
                waiting.add(callback);
                if (waiting.size() == 1) {
                    lookLater();
                }
                return;
            }
        } finally {
            lock.unlock();
        }
        executor.execute(callback);
    }

    private void lookLater() {
        try {
            mesh.connections()
                    .timer()
                    .newTimeout(
                            fired -> {
                                if (known != ConnectivityState.IDLE) {
                                    look();
                                }
                                lock.lock();
                                try {
                                    if (!waiting.isEmpty() && known != ConnectivityState.SHUTDOWN) {
                                        lookLater();
                                    }
                                } finally {
                                    lock.unlock();
                                }
                            },
                            LOOK_MILLIS,
                            TimeUnit.MILLISECONDS);
        } catch (IllegalStateException stopped) {
            // The mesh is closed, and with it this channel.
        }
    }

    private void look() {
        Reach reach = mesh.outbound().reach(authority);
        become(
                reach instanceof Reach.Meshed
                        ? ConnectivityState.READY
                        : reach instanceof Reach.NotYet
                                ? ConnectivityState.CONNECTING
                                : ConnectivityState.TRANSIENT_FAILURE);
    }

    private void become(ConnectivityState next) {
        List<Runnable> told;
        lock.lock();
        try {
            if (known == next || known == ConnectivityState.SHUTDOWN) {
                return;
            }
            known = next;
            told = List.copyOf(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        told.forEach(executor::execute);
    }
}
