package io.meshsdk.test;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An HTTP/1.1 server on 127.0.0.1 that does to each connection what a {@link Behavior} says, byte by byte, and records
 * what it was sent. For what a client must survive; a well-behaved server is better found elsewhere.
 *
 * <p>Safe for use by many threads.
 */
public final class FaultyServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ServerSocket listening;
    private final Optional<SSLContext> tls;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by lock. The last behaviour serves all connections that come after its own.
    private final List<Behavior> behaviors;
    private final List<Socket> sockets = new ArrayList<>();
    private final List<Wire> wires = new ArrayList<>();
    private final List<ReceivedRequest> requests = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private int open;

    private FaultyServer(Optional<SSLContext> tls, List<Behavior> behaviors) {
        this.tls = tls;
        this.behaviors = new ArrayList<>(behaviors);
        try {
            listening = new ServerSocket();
            listening.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1024);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1", e);
        }
    }

    /** In plaintext. The first connection gets the first behaviour, the second the next; the last serves all others. */
    public static FaultyServer start(Behavior first, Behavior... next) {
        return started(Optional.empty(), first, next);
    }

    /** With TLS: presents this certificate and demands one that its authority vouches for. */
    public static FaultyServer startMutualTls(TestCertificate certificate, Behavior first, Behavior... next) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    certificate.keyManagers().getKeyManagers(),
                    certificate.trustManagers().getTrustManagers(),
                    null);
            return started(Optional.of(context), first, next);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no TLS with this certificate: " + e.getMessage(), e);
        }
    }

    private static FaultyServer started(Optional<SSLContext> tls, Behavior first, Behavior... next) {
        List<Behavior> behaviors = new ArrayList<>(List.of(first));
        behaviors.addAll(List.of(next));
        FaultyServer server = new FaultyServer(tls, behaviors);
        server.thread("faulty-server-" + server.port(), server::accept);
        return server;
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** As {@code 127.0.0.1:18080}. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    /** Serves all connections from now on in this way. */
    public FaultyServer become(Behavior behavior) {
        lock.lock();
        try {
            behaviors.clear();
            behaviors.add(behavior);
            return this;
        } finally {
            lock.unlock();
        }
    }

    /** Connections that were ever accepted, and whose handshake was good where there is TLS. */
    public List<Wire> connections() {
        return copy(wires);
    }

    /** Connections that are still served. */
    public int openConnections() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Requests that were read to their end, in order. */
    public List<ReceivedRequest> requests() {
        return copy(requests);
    }

    /** What clients did wrong: bytes that are no request, handshakes that failed. */
    public List<String> problems() {
        return copy(problems);
    }

    /** Waits until so many connections have been accepted in all. */
    public FaultyServer awaitConnections(int count) {
        return await(count + " connections", () -> wires.size() >= count);
    }

    /** Waits until so many requests have been read in all. */
    public FaultyServer awaitRequests(int count) {
        return await(count + " requests", () -> requests.size() >= count);
    }

    /** Waits until no more than so many connections are served. */
    public FaultyServer awaitOpenConnections(int count) {
        return await("at most " + count + " open connections", () -> open <= count);
    }

    private FaultyServer await(String what, BooleanSupplier condition) {
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("no " + what + " within " + PATIENCE + "; " + wires.size()
                            + " connections, " + open + " of them open, requests " + requests + ", problems "
                            + problems);
                }
                left = changed.awaitNanos(left);
            }
            return this;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                socket.setTcpNoDelay(true);
                // Here and not on the connection's own thread: which connection is the first must not depend on a race.
                Accepted accepted = accepted(socket);
                thread("faulty-connection-" + accepted.number(), () -> serve(accepted));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    note(() -> problems.add("accept: " + e.getMessage()));
                }
            }
        }
    }

    private Accepted accepted(Socket socket) {
        lock.lock();
        try {
            Behavior behavior = behaviors.size() > 1 ? behaviors.remove(0) : behaviors.get(0);
            sockets.add(socket);
            return new Accepted(sockets.size(), socket, behavior);
        } finally {
            lock.unlock();
        }
    }

    private void serve(Accepted accepted) {
        try (Socket socket = accepted.socket();
                Socket upper = tls.isPresent() ? handshake(tls.get(), socket) : socket) {
            Wire wire = new Wire(accepted.number(), socket, upper, request -> note(() -> requests.add(request)));
            note(() -> {
                wires.add(wire);
                open++;
            });
            try {
                accepted.behavior().serve(wire);
            } finally {
                note(() -> open--);
            }
        } catch (EOFException e) {
            // The peer has closed, which is its right.
            return;
        } catch (IOException | RuntimeException e) {
            note(() -> problems.add(accepted.number() + ": " + e));
        }
    }

    private record Accepted(int number, Socket socket, Behavior behavior) {}

    private static Socket handshake(SSLContext context, Socket socket) throws IOException {
        SSLSocket upper = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        upper.setUseClientMode(false);
        upper.setNeedClientAuth(true);
        upper.startHandshake();
        return upper;
    }

    private <T> List<T> copy(List<T> guarded) {
        lock.lock();
        try {
            return List.copyOf(guarded);
        } finally {
            lock.unlock();
        }
    }

    private void note(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        note(() -> threads.add(thread));
        thread.start();
    }

    /** Breaks all connections, frees the port, and waits for its threads. */
    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : copy(sockets)) {
                socket.close();
            }
            for (Thread thread : copy(threads)) {
                thread.interrupt();
                thread.join(PATIENCE.toMillis());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
