package io.meshsdk.internal.xds.ads.wire;

import static io.meshsdk.model.ResourceType.CLUSTER;
import static io.meshsdk.model.ResourceType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Value;
import io.meshsdk.call.Address;
import io.meshsdk.call.Locality;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.meshsdk.internal.rpc.RpcChannels;
import io.meshsdk.internal.rpc.RpcSecurity;
import io.meshsdk.internal.rpc.RpcTarget;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.internal.xds.ads.AdsClient;
import io.meshsdk.internal.xds.ads.AdsServer;
import io.meshsdk.internal.xds.ads.AdsSettings;
import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.Node;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AdsOverGrpcTest implements ConfigSink {
    private static final Node NODE =
            new Node("node-1", "callers", new Locality("r", "z", ""), Map.of("LABELS", Map.of("app", "caller")));

    private Duration connectTimeout = Duration.ofSeconds(30);
    private final LiveControl control = new LiveControl();
    private final BlockingQueue<Update> updates = new LinkedBlockingQueue<>();
    private final BlockingQueue<Progress> progress = new LinkedBlockingQueue<>();
    private final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    private final RpcChannels channels = new RpcChannels(
            task -> {
                Thread thread = new Thread(task, "mesh-rpc");
                threads.add(thread);
                return thread;
            },
            Runnable::run);
    private final CompletableFuture<AdsClient> client = new CompletableFuture<>();

    @Override
    public void update(Update update) {
        updates.add(update);
    }

    @Override
    public void progress(Progress told) {
        progress.add(told);
    }

    @AfterEach
    void closeAll() throws Exception {
        CompletableFuture.runAsync(() -> client.join().close(), control).get(10, TimeUnit.SECONDS);
        channels.close();
        control.close();
        for (Thread thread : threads) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void stateOfTheWorldIntroducesItselfOnceAndAcknowledges() throws Exception {
        try (ScriptedAds ads = new ScriptedAds()) {
            connect(Variant.STATE_OF_THE_WORLD, ads.port());
            DiscoveryRequest clusters = ads.request();
            DiscoveryRequest listeners = ads.request();
            assertThat(clusters.getNode().getId()).isEqualTo("node-1");
            assertThat(clusters.getNode().getLocality().getZone()).isEqualTo("z");
            assertThat(clusters.getNode().getMetadata().getFieldsOrThrow("LABELS"))
                    .isEqualTo(Value.newBuilder()
                            .setStructValue(com.google.protobuf.Struct.newBuilder()
                                    .putFields(
                                            "app",
                                            Value.newBuilder()
                                                    .setStringValue("caller")
                                                    .build()))
                            .build());
            assertThat(clusters.getNode().getClientFeaturesList())
                    .contains("xds.config.resource-in-sotw")
                    .doesNotContain("envoy.lb.does_not_support_overprovisioning");
            assertThat(listeners.hasNode()).isFalse();

            ads.stream()
                    .onNext(DiscoveryResponse.newBuilder()
                            .setTypeUrl(CLUSTER.typeUrl())
                            .setVersionInfo("1")
                            .setNonce("n1")
                            .addResources(cluster("a=1"))
                            .addResources(Any.newBuilder()
                                    .setTypeUrl("type.googleapis.com/envoy.service.discovery.v3.Resource")
                                    .setValue(Resource.newBuilder()
                                            .setName("b")
                                            .setResource(cluster("b=1"))
                                            .build()
                                            .toByteString()))
                            .build());

            DiscoveryRequest ack = ads.request();
            assertThat(ack.getVersionInfo()).isEqualTo("1");
            assertThat(ack.getResponseNonce()).isEqualTo("n1");
            assertThat(ack.hasErrorDetail()).isFalse();
            assertThat(ScriptedAds.next(updates).accepted()).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void deltaRefusesTheBadByNameAndGoesOnAfterTheServerRestarts() throws Exception {
        int port;
        try (ScriptedAds ads = new ScriptedAds()) {
            port = ads.port();
            connect(Variant.DELTA, port);
            assertThat(ads.delta().getNode().getId()).isEqualTo("node-1");
            ads.delta();
            ads.deltaStream()
                    .onNext(DeltaDiscoveryResponse.newBuilder()
                            .setTypeUrl(CLUSTER.typeUrl())
                            .setNonce("n1")
                            .addResources(wrapped("a", "1", "a=1"))
                            .addResources(wrapped("b", "1", "b=bad"))
                            .build());
            DeltaDiscoveryRequest nack = ads.delta();
            assertThat(nack.getResponseNonce()).isEqualTo("n1");
            assertThat(nack.getErrorDetail().getMessage()).contains("b: connect_timeout: is bad");
            assertThat(nack.hasNode()).isFalse();
            assertThat(ScriptedAds.next(updates).accepted()).containsOnlyKeys("a");
        }
        try (ScriptedAds ads = new ScriptedAds(port)) {
            DeltaDiscoveryRequest clusters = ads.delta();
            assertThat(clusters.getNode().getId()).isEqualTo("node-1");
            assertThat(clusters.getInitialResourceVersionsMap()).containsExactly(Map.entry("a", "1"));
        }
    }

    @Test
    void garbageInPlaceOfAResponseEndsTheStreamAndItIsTriedAgain() throws Exception {
        try (ServerSocket garbage = listen()) {
            connect(Variant.STATE_OF_THE_WORLD, garbage.getLocalPort());
            for (int i = 0; i < 2; i++) {
                try (Socket socket = garbage.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    socket.getOutputStream().flush();
                    assertThat(ScriptedAds.next(progress)).isInstanceOf(Progress.Disconnected.class);
                }
            }
        }
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsGivenUp() throws Exception {
        try (ServerSocket silent = listen()) {
            connectTimeout = Duration.ofMillis(500);
            connect(Variant.STATE_OF_THE_WORLD, silent.getLocalPort());

            assertThat(ScriptedAds.next(progress))
                    .isEqualTo(new Progress.Disconnected("server-1", "no connection within PT0.5S"));
        }
    }

    @Test
    void aResponseAboveTheLimitIsNotTakenIn() throws Exception {
        try (ScriptedAds ads = new ScriptedAds()) {
            connect(Variant.STATE_OF_THE_WORLD, ads.port());
            ads.request();
            ads.stream()
                    .onNext(DiscoveryResponse.newBuilder()
                            .setTypeUrl(CLUSTER.typeUrl())
                            .addResources(cluster("a=" + "x".repeat(2_000_000)))
                            .build());

            assertThat(ScriptedAds.next(progress)).isInstanceOf(Progress.Connected.class);
            assertThat(ScriptedAds.next(progress).toString()).contains("Disconnected", "exceeds maximum size");
        }
    }

    @Test
    void aServerThatRefusesIsLeftForTheNext() throws Exception {
        int refusing;
        try (ServerSocket once = listen()) {
            refusing = once.getLocalPort();
        }
        try (ScriptedAds ads = new ScriptedAds()) {
            connect(Variant.STATE_OF_THE_WORLD, refusing, ads.port());

            assertThat(ScriptedAds.next(progress)).isInstanceOf(Progress.Disconnected.class);
            assertThat(ScriptedAds.next(progress)).isEqualTo(new Progress.Connected("server-2"));
        }
    }

    @Test
    void withoutSecurityNoConnectionIsMade() throws Exception {
        try (ServerSocket server = listen()) {
            RpcSecurity none = () -> {
                throw new IllegalStateException("no secret named client-cert; give one");
            };
            connect(
                    Variant.STATE_OF_THE_WORLD,
                    List.of(server("s", new RpcTarget(List.of(address(server.getLocalPort())), "localhost", none))));

            assertThat(ScriptedAds.next(progress))
                    .isEqualTo(new Progress.Disconnected("s", "no secret named client-cert; give one"));
        }
    }

    private void connect(Variant variant, int... ports) {
        List<AdsServer> servers = new java.util.ArrayList<>();
        for (int port : ports) {
            servers.add(server(
                    "server-" + (servers.size() + 1),
                    new RpcTarget(List.of(address(port)), "localhost", RpcSecurity.PLAINTEXT)));
        }
        connect(variant, servers);
    }

    private void connect(Variant variant, List<AdsServer> servers) {
        AdsSettings settings = new AdsSettings(
                variant,
                Set.of(LISTENER, CLUSTER),
                (type, name) -> Duration.ofSeconds(15),
                connectTimeout,
                Duration.ofMillis(50),
                Duration.ofMillis(200),
                AdsSettings.Fallback.WHENEVER_AWAY);
        control.execute(() -> client.complete(new AdsClient(servers, settings, PARSER, this, control, new Random(1))));
    }

    private AdsServer server(String name, RpcTarget target) {
        return new GrpcAdsServer(
                name, Service.AGGREGATED, () -> channels.open(target), NODE, 1_000_000, control, Runnable::run);
    }

    private static Address address(int port) {
        return new Address.Socket("127.0.0.1", port);
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static Any cluster(String text) {
        return Any.newBuilder()
                .setTypeUrl(CLUSTER.typeUrl())
                .setValue(ByteString.copyFromUtf8(text))
                .build();
    }

    private static Resource wrapped(String name, String version, String text) {
        return Resource.newBuilder()
                .setName(name)
                .setVersion(version)
                .setResource(cluster(text))
                .build();
    }

    private static final ResourceParser PARSER = (type, name, bytes) -> {
        String own = bytes.toStringUtf8().split("=", 2)[0];
        return bytes.toStringUtf8().endsWith("=bad")
                ? new Parsed.Rejected(own, List.of(new Finding.Rejected(type, own, "connect_timeout", "is bad")))
                : new Parsed.Accepted(new ClusterLoadAssignment(own, List.of(), 140), List.of());
    };
}
