package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.meshsdk.internal.net.ConnectionPolicies;
import io.meshsdk.internal.net.NettyTransport;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.wire.Bootstraps;
import io.meshsdk.internal.xds.wire.MessageParser;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSource;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails says why and leaves nothing; an end ends all before it returns. */
@Timeout(60)
class MeshStartAndEndTest {
    private final Set<Thread> before = MeshThreads.alive();
    private final Bootstrap bootstrap = Bootstraps.text("node: {id: test}", "test", new MessageParser());
    private HttpServer server;

    @TempDir
    Path directory;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aStartThatFailsHalfWayTakesBackWhatWasOpened() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        AtomicBoolean opened = new AtomicBoolean();

        assertThatThrownBy(() -> Assembly.start(Mesh.builder().meterRegistry(registry), bootstrap, channels -> {
                    opened.set(registry.find("mesh.xds.connected").meter() != null);
                    throw new NoClassDefFoundError("half a class path");
                }))
                .isInstanceOf(NoClassDefFoundError.class);

        assertThat(opened).isTrue();
        assertThat(registry.find("mesh.xds.connected").meter()).isNull();
        awaitNoneLeft();
    }

    @Test
    void metersThatCannotAllBeKeptAreNotKeptInPart() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry() {
            @Override
            protected <T> TimeGauge newTimeGauge(
                    Meter.Id id, @Nullable T of, TimeUnit unit, ToDoubleFunction<T> value) {
                throw new IllegalStateException("no gauges today");
            }
        };

        assertThatThrownBy(() -> Mesh.builder()
                        .bootstrap(StaticMesh.file(directory, 1))
                        .meterRegistry(registry)
                        .start())
                .hasMessage("no gauges today");

        assertThat(registry.find("mesh.xds.connected").meter()).isNull();
        awaitNoneLeft();
    }

    @Test
    void partsEndInTheReverseOrderEvenWhereOneFailsTo() {
        List<String> ended = new ArrayList<>();
        assertThatThrownBy(() -> Opened.all(opened -> {
                    opened.add(() -> ended.add("first"));
                    opened.add(() -> {
                        throw new IOException("does not end");
                    });
                    opened.add(() -> ended.add("last"));
                    throw new IllegalStateException("half way");
                }))
                .hasMessage("half way");
        assertThat(ended).containsExactly("last", "first");
    }

    @Test
    void whatTheFirstTaskThrowsIsWhyTheStartFailed() throws Exception {
        try (Assembly parts = Assembly.start(Mesh.builder(), bootstrap, channels -> (sink, control, time) -> {
            throw new IllegalArgumentException("a broken source");
        })) {
            assertThatThrownBy(() -> parts.awaitReady(Duration.ofSeconds(30)))
                    .isInstanceOf(MeshStartException.class)
                    .hasMessageContaining("a broken source")
                    .hasCauseInstanceOf(IllegalArgumentException.class);
        }
        awaitNoneLeft();
    }

    @Test
    void aClassThatIsMissingIsNotAConfigurationThatDoesNotCome() {
        try (Assembly parts = Assembly.start(Mesh.builder(), bootstrap, channels -> (sink, control, time) -> {
            throw new NoClassDefFoundError("io/example/Missing");
        })) {
            assertThatThrownBy(() -> parts.awaitReady(Duration.ofSeconds(30)))
                    .isInstanceOf(MeshStartException.class)
                    .hasMessageContaining("io/example/Missing");
        }
    }

    @Test
    void aLaterTaskThatFailedIsNamedWhenNoConfigurationCame() {
        try (Assembly parts = Assembly.start(Mesh.builder(), bootstrap, channels -> (sink, control, time) -> {
            control.execute(() -> {
                throw new IllegalStateException("half an update");
            });
            return new Silent();
        })) {
            assertThatThrownBy(() -> parts.awaitReady(Duration.ofMillis(300)))
                    .hasMessageContaining("no configuration came within PT0.3S")
                    .hasMessageContaining("half an update");
        }
    }

    @Test
    void noThreadIsLeftWhenClosingReturns() throws Exception {
        Mesh mesh = StaticMesh.builder(directory, server.getAddress().getPort()).start();
        assertThat(mesh.client().sendBlocking(Request.get("http://orders/")).status())
                .isEqualTo(204);

        mesh.close();

        awaitNoneLeft();
    }

    @Test
    void closingWaitsForTheEventLoops() {
        NettyTransport transport = NettyTransport.start(2, new HandTime(), ConnectionPolicies.OF_UPSTREAMS);
        transport.loops().forEach(loop -> loop.execute(() -> {}));
        new IoThreads(transport).close();
        assertThat(transport.loops()).allMatch(EventLoop::isTerminated);
    }

    @Test
    void closingOnAnEventLoopDoesNotWaitForItself() throws Exception {
        Mesh mesh = StaticMesh.builder(directory, server.getAddress().getPort())
                .callbackExecutor(Runnable::run)
                .drainTimeout(Duration.ofMillis(1))
                .start();
        mesh.client()
                .send(Request.get("http://orders/"))
                .thenRun(mesh::close)
                .toCompletableFuture()
                .get();
        awaitNoneLeft();
    }

    @Test
    void theWayPastTheMeshEndsWithIt() throws Exception {
        Set<Thread> clients = jdkClients();
        Mesh mesh = Mesh.builder().environment(Map.of("MESH_ENABLED", "false")).start();
        Request there = Request.get("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        assertThat(mesh.client().sendBlocking(there).status()).isEqualTo(204);
        Set<Thread> its = jdkClients();
        its.removeAll(clients);
        assertThat(its).isNotEmpty();
        MeshClient client = mesh.client();

        mesh.close();

        assertThatThrownBy(() -> client.sendBlocking(there)).hasMessageContaining("closed");
        for (Thread thread : its) {
            // Before JDK 21 the thread ends once its client, which nothing holds any more, is collected.
            while (thread.isAlive()) {
                System.gc();
                thread.join(100);
            }
        }
    }

    /** A thread may still be about to end: Netty tells of its end on the thread itself. */
    private void awaitNoneLeft() throws InterruptedException {
        for (Thread thread : left()) {
            thread.join(20_000);
        }
        assertThat(left()).isEmpty();
    }

    private Set<Thread> left() {
        Set<Thread> left = MeshThreads.alive();
        left.removeAll(before);
        return left;
    }

    private static Set<Thread> jdkClients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("HttpClient-"))
                .collect(Collectors.toSet());
    }

    private static final class Silent implements ConfigSource.Feed {
        @Override
        public void subscribe(ResourceType type, Set<String> names) {
            // Says nothing.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
