package io.meshsdk.grpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.MeshChannelBuilder;
import io.meshsdk.grpc.MeshGrpc;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option of gRPC's channels and calls is honoured, left out by name, or refused by name. */
@Timeout(60)
class ChannelOptionsTest {
    private final ControlPlane plane = ControlPlane.start();

    @TempDir
    Path directory;

    private WordServer server;
    private Mesh mesh;

    @BeforeEach
    void start() {
        server = WordServer.start("v1");
        plane.put(
                Config.httpService("orders").version("v1", 1, server.address()).resources());
        mesh = Meshes.start(plane, directory);
    }

    @AfterEach
    void close() {
        mesh.close();
        server.close();
        plane.close();
    }

    @Test
    void noOptionIsInheritedUnseen() {
        List<String> inherited = Arrays.stream(ManagedChannelBuilder.class.getDeclaredMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
                .filter(method ->
                        Modifier.isPublic(method.getModifiers()) || Modifier.isProtected(method.getModifiers()))
                .filter(method -> !isDeclared(method))
                .map(Method::getName)
                .toList();
        assertThat(inherited).isEmpty();
    }

    private static boolean isDeclared(Method option) {
        return Arrays.stream(MeshChannelBuilder.class.getDeclaredMethods())
                .anyMatch(own -> own.getName().equals(option.getName())
                        && Arrays.equals(own.getParameterTypes(), option.getParameterTypes()));
    }

    static Stream<Arguments> leftOut() {
        return Stream.of(
                option("offloadExecutor", builder -> builder.offloadExecutor(Runnable::run)),
                option("idleTimeout", builder -> builder.idleTimeout(1, TimeUnit.MINUTES)),
                option("usePlaintext", MeshChannelBuilder::usePlaintext),
                option("useTransportSecurity", MeshChannelBuilder::useTransportSecurity),
                option("defaultLoadBalancingPolicy", builder -> builder.defaultLoadBalancingPolicy("round_robin")),
                option("defaultServiceConfig", builder -> builder.defaultServiceConfig(Map.of())),
                option("disableRetry", MeshChannelBuilder::disableRetry),
                option("maxRetryAttempts", builder -> builder.maxRetryAttempts(3)),
                option("maxHedgedAttempts", builder -> builder.maxHedgedAttempts(3)),
                option("retryBufferSize", builder -> builder.retryBufferSize(3)),
                option("perRpcBufferLimit", builder -> builder.perRpcBufferLimit(3)),
                option("maxTraceEvents", builder -> builder.maxTraceEvents(3)));
    }

    @SuppressWarnings("NullAway") // They are refused whatever they are.
    static Stream<Arguments> refused() {
        return Stream.of(
                option("proxyDetector", builder -> builder.proxyDetector(address -> null)),
                option("setBinaryLog", builder -> builder.setBinaryLog(null)),
                option("addTransportFilter", builder -> builder.addTransportFilter(null)),
                option("childChannelConfigurator", builder -> builder.childChannelConfigurator(null)),
                option("setNameResolverArg", builder -> builder.setNameResolverArg(null, null)));
    }

    private static Arguments option(String name, Consumer<MeshChannelBuilder> set) {
        return Arguments.of(name, set);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("leftOut")
    void whatIsTheMeshsToSayIsLeftOutWithOneWarningThatNamesIt(String name, Consumer<MeshChannelBuilder> set) {
        MeshChannelBuilder builder = MeshGrpc.channel(mesh, "mesh:///orders");
        try (Warnings warnings = Warnings.of(MeshChannelBuilder.class)) {
            set.accept(builder);
            set.accept(builder);
            assertThat(warnings.all())
                    .containsExactly(name + " is left out for mesh:///orders: it is the mesh's to say");
        }
        assertThat(Words.call(builder.build(), "hello")).isEqualTo("v1:hello");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatCannotBeHadIsRefusedByName(String name, Consumer<MeshChannelBuilder> set) {
        MeshChannelBuilder builder = MeshGrpc.channel(mesh, "mesh:///orders");
        assertThatThrownBy(() -> set.accept(builder))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining(name);
    }

    @Test
    void valuesThatGrpcRefusesAreRefusedAtOnce() {
        MeshChannelBuilder builder = MeshGrpc.channel(mesh, "mesh:///orders");
        assertThatThrownBy(() -> builder.keepAliveTime(0, TimeUnit.SECONDS)).hasMessage("keepAliveTime: 0");
        assertThatThrownBy(() -> builder.keepAliveTimeout(-1, TimeUnit.SECONDS)).hasMessage("keepAliveTimeout: -1");
        assertThatThrownBy(() -> builder.maxInboundMessageSize(-1)).hasMessage("maxInboundMessageSize: -1");
        assertThatThrownBy(() -> builder.maxInboundMetadataSize(0)).hasMessage("maxInboundMetadataSize: 0");
    }

    @Test
    void aCallHasTheUserAgentAndTheAuthorityOfItsChannel() {
        plane.put(Config.httpService("stock").version("v1", 1, server.address()).resources());
        ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///orders")
                .userAgent("till/1")
                .overrideAuthority("stock")
                .keepAliveTime(1, TimeUnit.MINUTES)
                .keepAliveTimeout(1, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true)
                .build();
        Meshes.eventually("stock is known", () -> answers(channel));
        assertThat(channel.authority()).isEqualTo("stock");
        assertThat(server.authorities).containsOnly("stock");
        assertThat(server.heads)
                .allSatisfy(head -> assertThat(head.get(ascii("user-agent"))).startsWith("till/1 "));
    }

    private static boolean answers(ManagedChannel channel) {
        try {
            return Words.call(channel, "hello").equals("v1:hello");
        } catch (io.grpc.StatusRuntimeException notYet) {
            return false;
        }
    }

    @Test
    void aLargerAnswerThanIsTakenIsRefused() {
        ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///orders")
                .maxInboundMessageSize(10)
                .build();
        assertThat(Words.call(channel, "hello")).isEqualTo("v1:hello");
        Status status = failure(channel, CallOptions.DEFAULT, "hello, hello");
        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(Words.call(channel, CallOptions.DEFAULT.withMaxInboundMessageSize(100), "hello, hello"))
                .as("what the call says comes first")
                .isEqualTo("v1:hello, hello");
    }

    @Test
    void noAnswerAtAllIsTakenWhereItsSizeMayBeZero() {
        ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///orders")
                .maxInboundMessageSize(0)
                .build();
        assertThat(failure(channel, CallOptions.DEFAULT, "hello").getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void largerHeadersThanAreTakenEndTheCall() {
        ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///orders")
                .maxInboundMetadataSize(8)
                .build();
        assertThat(failure(channel, CallOptions.DEFAULT, "hello").isOk()).isFalse();
    }

    @Test
    void messagesAreCompressedByTheCallsWish() {
        ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///orders").build();
        assertThat(Words.call(channel, CallOptions.DEFAULT.withCompression("gzip"), "hello"))
                .isEqualTo("v1:hello");
        assertThat(server.heads)
                .singleElement()
                .satisfies(head -> assertThat(head.get(ascii("grpc-encoding"))).isEqualTo("gzip"));
    }

    @Test
    void theChannelsOwnRegistriesOfCodecsAreUsed() {
        CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
        compressors.register(new Renamed("identity"));
        AtomicInteger used = new AtomicInteger();
        compressors.register(new Renamed("gzip") {
            @Override
            public OutputStream compress(OutputStream target) throws java.io.IOException {
                used.incrementAndGet();
                return new Codec.Gzip().compress(target);
            }
        });
        ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///orders")
                .compressorRegistry(compressors)
                .decompressorRegistry(DecompressorRegistry.emptyInstance()
                        .with(Codec.Identity.NONE, false)
                        .with(new Renamed("mine"), true))
                .build();
        assertThat(Words.call(channel, CallOptions.DEFAULT.withCompression("gzip"), "hello"))
                .isEqualTo("v1:hello");
        assertThat(used).hasValue(1);
        assertThat(server.heads)
                .singleElement()
                .satisfies(head ->
                        assertThat(head.get(ascii("grpc-accept-encoding"))).isEqualTo("mine"));
    }

    @Test
    void credentialsAreAppliedOnTheCallsExecutorForEachAttempt() {
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        CallCredentials credentials = new CallCredentials() {
            @Override
            public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
                threads.add(Thread.currentThread().getName());
                applier.apply(new Metadata());
            }
        };
        ExecutorService own = Executors.newSingleThreadExecutor(task -> new Thread(task, "of-the-call"));
        try (WordServer bad = WordServer.start("bad", WordServer.Behaviour.status(Status.UNAVAILABLE))) {
            plane.put(Config.httpService("stock")
                    .version("v1", 1, bad.address())
                    .retries("unavailable", 2)
                    .resources());
            ManagedChannel channel =
                    MeshGrpc.channel(mesh, "mesh:///stock").executor(own).build();
            Meshes.eventually("stock is known", () -> {
                // Not a blocking stub, which brings an executor of its own.
                StreamingTest.Answers answers = new StreamingTest.Answers();
                ClientCalls.asyncUnaryCall(
                        channel.newCall(Words.UNARY, CallOptions.DEFAULT.withCallCredentials(credentials)),
                        "hello",
                        answers);
                return answers.failure().getCode() == Status.Code.UNAVAILABLE && bad.calls.get() > 0;
            });
            assertThat(bad.calls).hasValue(3);
            assertThat(threads).hasSize(3).containsOnly("of-the-call");
        } finally {
            own.shutdownNow();
        }
    }

    @Test
    void aWholeAnswerIsToldInOneTurnOfTheExecutor() throws Exception {
        assertThat(turns(MeshGrpc.channel(mesh, "mesh:///orders"))).isEqualTo(1);
    }

    private static int turns(MeshChannelBuilder builder) throws Exception {
        AtomicInteger turns = new AtomicInteger();
        ManagedChannel channel = builder.executor(task -> {
                    turns.incrementAndGet();
                    task.run();
                })
                .build();
        StreamingTest.Answers answers = new StreamingTest.Answers();
        ClientCalls.asyncUnaryCall(channel.newCall(Words.UNARY, CallOptions.DEFAULT), "hello", answers);
        assertThat(answers.all()).containsExactly("v1:hello");
        return turns.get();
    }

    private static Metadata.Key<String> ascii(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static Status failure(ManagedChannel channel, CallOptions options, String word) {
        Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(() -> Words.call(channel, options, word));
        return Status.fromThrowable(Objects.requireNonNull(thrown, "the call did not fail"));
    }

    /** Does nothing, under some name. */
    private static class Renamed implements Codec {
        private final String name;

        Renamed(String name) {
            this.name = name;
        }

        @Override
        public String getMessageEncoding() {
            return name;
        }

        @Override
        public InputStream decompress(InputStream source) {
            return source;
        }

        @Override
        public OutputStream compress(OutputStream target) throws java.io.IOException {
            return target;
        }
    }
}
