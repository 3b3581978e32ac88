package io.meshsdk.internal.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Address;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.transport.ClientSecurity;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A transport of one loop, and the calls that tests make on it. As an extension it is closed after the test, and sees to it that
 * neither a connection nor a permit is left behind.
 */
final class Client implements AutoCloseable, AfterEachCallback {
    final ManualTime time = new ManualTime();
    final TestPolicies policies = new TestPolicies();
    final NettyTransport transport;
    final EventLoop loop;
    ClientSecurity security = ClientSecurity.PLAINTEXT;

    Client() {
        this(Sockets.best());
    }

    Client(Sockets sockets) {
        transport = NettyTransport.start(1, sockets, time, policies);
        loop = transport.loops().get(0);
    }

    /** Whose clusters ask for HTTP/2. */
    static Client http2() {
        Client client = new Client();
        client.options(Http2Options.DEFAULTS);
        return client;
    }

    static RequestHead get(String path, String... headers) {
        return new RequestHead("GET", "http", "orders", path, Headers.of(headers));
    }

    static RequestHead post(String path, String... headers) {
        return new RequestHead("POST", "http", "orders", path, Headers.of(headers));
    }

    void options(HttpProtocolOptions options) {
        policies.policy = new ConnectionPolicy(policies.policy.connectTimeout(), options);
    }

    void connectTimeout(Duration timeout) {
        policies.policy = new ConnectionPolicy(timeout, policies.policy.protocol());
    }

    /** A GET whose body is read as it comes. */
    Probe send(Endpoint to, RequestHead head) {
        Probe probe = new Probe();
        onLoop(() -> {
            start(to, head, RequestEnd.WITH_HEAD, probe).request(Long.MAX_VALUE);
            return probe;
        });
        return probe;
    }

    Probe send(Address to, RequestHead head) {
        return send(new TestEndpoint(to), head);
    }

    /** A request with a body, given in one piece. */
    Probe send(Endpoint to, RequestHead head, String body, Headers trailers) {
        Probe probe = new Probe();
        onLoop(() -> {
            ClientExchange exchange = start(to, head, RequestEnd.LATER, probe);
            exchange.request(Long.MAX_VALUE);
            exchange.write(Unpooled.copiedBuffer(body, ISO_8859_1));
            exchange.end(trailers);
            return probe;
        });
        return probe;
    }

    /** As many in one turn of the loop. */
    List<Probe> burst(Endpoint to, int calls) {
        return onLoop(() -> {
            List<Probe> probes = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                Probe probe = new Probe();
                start(to, get("/" + i), RequestEnd.WITH_HEAD, probe).request(Long.MAX_VALUE);
                probes.add(probe);
            }
            return probes;
        });
    }

    /** Nothing is read or written unless the test says so. */
    ClientExchange open(Endpoint to, RequestHead head, RequestEnd end, Probe probe) {
        return onLoop(() -> start(to, head, end, probe));
    }

    /** On the loop. */
    ClientExchange start(Endpoint to, RequestHead head, RequestEnd end, Probe probe) {
        return transport.open(loop, to, security, RoutingPriority.DEFAULT, head, end, probe);
    }

    <T> T onLoop(Callable<T> task) {
        try {
            return loop.submit(task).get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    void run(Runnable task) {
        onLoop(() -> {
            task.run();
            return true;
        });
    }

    /** Looks again until it is so, for what a kernel tells only when it likes. */
    static void eventually(String what, Callable<Boolean> condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        try {
            while (!condition.call()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("never: " + what);
                }
                Thread.onSpinWait();
                Thread.yield();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            transport.shutdown(Duration.ZERO).toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
        assertThat(transport.openConnections()).as("connections").isZero();
        assertThat(policies.connections).as("connection permits").hasValue(0);
        assertThat(policies.pending).as("pending permits").hasValue(0);
    }
}
