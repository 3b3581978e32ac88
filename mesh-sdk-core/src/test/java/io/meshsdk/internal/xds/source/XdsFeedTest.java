package io.meshsdk.internal.xds.source;

import static io.meshsdk.internal.xds.ads.Items.bare;
import static io.meshsdk.internal.xds.ads.Items.response;
import static io.meshsdk.model.ResourceType.CLUSTER;
import static io.meshsdk.model.ResourceType.CLUSTER_LOAD_ASSIGNMENT;
import static io.meshsdk.model.ResourceType.LISTENER;
import static io.meshsdk.model.ResourceType.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Address;
import io.meshsdk.call.Locality;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.internal.xds.ads.AdsRequest;
import io.meshsdk.internal.xds.ads.Items;
import io.meshsdk.internal.xds.ads.ManualTime;
import io.meshsdk.internal.xds.ads.Recorder;
import io.meshsdk.internal.xds.ads.ScriptedServer;
import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.Dialect;
import io.meshsdk.internal.xds.bootstrap.ManagementServer;
import io.meshsdk.internal.xds.bootstrap.Source;
import io.meshsdk.internal.xds.bootstrap.wire.ResourceFiles;
import io.meshsdk.model.CircuitBreakers;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.ConfigSourceRef;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.Node;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.spi.ConfigSink.Progress;
import io.meshsdk.spi.ConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XdsFeedTest {
    private static final Duration FETCH = Duration.ofSeconds(15);
    private static final ManagementServer ADS = server("ads");
    private static final ManagementServer SDS = server("sds");
    private static final ConfigSourceRef BY_ADS = new ConfigSourceRef.Ads(FETCH);

    @TempDir
    private Path directory;

    private final ManualTime time = new ManualTime();
    private final Queue<Runnable> control = new ArrayDeque<>();
    private final Recorder sink = new Recorder();
    private final Items items = new Items();
    private final Map<String, ScriptedServer> servers = new HashMap<>();
    private final Map<String, Cluster> clusters = new HashMap<>();
    private @Nullable Error readingFails;

    @Test
    void staticResourcesComeFirstAndTypesWithoutASourceAreSettled() {
        open(List.of(ADS), Map.of(LISTENER, new Source.Ads(FETCH)), List.of(eds("a", BY_ADS)));

        assertThat(sink.last().accepted()).containsOnlyKeys("a");
        assertThat(sink.progress).containsExactly(new Progress.Complete(CLUSTER), new Progress.Settled(CLUSTER));
    }

    @Test
    void aControlPlaneCannotChangeAStaticCluster() {
        open(List.of(ADS), Map.of(CLUSTER, new Source.Ads(FETCH)), List.of(eds("ads", BY_ADS)));
        stream("ads").up();
        clusters.put("ads", eds("ads", new ConfigSourceRef.Self(FETCH)));
        clusters.put("b", eds("b", BY_ADS));

        stream("ads").answer(response(CLUSTER, "1", "n", bare(CLUSTER, "ads=1"), bare(CLUSTER, "b=1")));

        assertThat(sink.last().accepted()).containsOnlyKeys("b");
        assertThat(sink.last().rejected().toString()).contains("ads: name: is that of a static resource");
    }

    @Test
    void onlyTypesThatComeByAdsAreAskedForAsAWhole() {
        open(List.of(ADS), Map.of(LISTENER, new Source.Ads(FETCH)), List.of());
        stream("ads").up();

        assertThat(stream("ads").news())
                .containsExactly(new AdsRequest.StateOfTheWorld(LISTENER, "", List.of(), "", ""));
    }

    @Test
    void aNameIsAskedForWhereTheResourceThatNamesItSays() {
        ConfigSource.Feed feed = open(List.of(ADS), Map.of(CLUSTER, new Source.Ads(FETCH)), List.of());
        stream("ads").up();
        clusters.put("a", eds("a", new ConfigSourceRef.Grpc("sds", false, FETCH)));
        clusters.put("b", eds("b", new ConfigSourceRef.Self(FETCH)));
        stream("ads").answer(response(CLUSTER, "1", "n", bare(CLUSTER, "a=1"), bare(CLUSTER, "b=1")));
        stream("ads").news();

        feed.subscribe(CLUSTER_LOAD_ASSIGNMENT, Set.of("a", "b"));
        stream("sds/CLUSTER_LOAD_ASSIGNMENT").up();

        assertThat(stream("ads").news()).containsExactly(assignment("b"));
        assertThat(stream("sds/CLUSTER_LOAD_ASSIGNMENT").news()).containsExactly(assignment("a"));
    }

    @Test
    void aNameWhoseSourceMovesIsAskedForAtTheNewOne() {
        ConfigSource.Feed feed = open(List.of(ADS), Map.of(CLUSTER, new Source.Ads(FETCH)), List.of());
        stream("ads").up();
        clusters.put("a", eds("a", new ConfigSourceRef.Grpc("sds", false, FETCH)));
        stream("ads").answer(response(CLUSTER, "1", "n", bare(CLUSTER, "a=1")));
        feed.subscribe(CLUSTER_LOAD_ASSIGNMENT, Set.of("a"));
        clusters.put("a", eds("a", BY_ADS));
        stream("ads").news();

        stream("ads").answer(response(CLUSTER, "2", "n2", bare(CLUSTER, "a=2")));

        assertThat(stream("ads").news()).contains(assignment("a"));
    }

    @Test
    void aSourceThatDoesNotExistIsToldAndNotWaitedFor() {
        ConfigSource.Feed feed =
                open(List.of(), Map.of(), List.of(eds("a", new ConfigSourceRef.Grpc("none", false, FETCH))));

        feed.subscribe(CLUSTER_LOAD_ASSIGNMENT, Set.of("a"));
        feed.subscribe(SECRET, Set.of("s"));
        run();

        assertThat(sink.updates)
                .filteredOn(update -> update.absent().contains("a"))
                .singleElement()
                .satisfies(update -> assertThat(update.rejected().toString()).contains("no static cluster none"));
        assertThat(sink.last().absent()).containsExactly("s");
        assertThat(sink.last().rejected().toString()).contains("no dynamic_resources.ads_config");
    }

    @Test
    void aStaticSecretIsToldAgainWhenItIsAskedFor() {
        ConfigSource.Feed feed = open(List.of(ADS), Map.of(), List.of(Items.resource(SECRET, "ca", 0)));
        stream("ads").up();

        feed.subscribe(SECRET, Set.of("ca", "leaf"));
        run();

        assertThat(sink.last().accepted()).containsOnlyKeys("ca");
        assertThat(stream("ads").news())
                .containsExactly(new AdsRequest.StateOfTheWorld(SECRET, "", List.of("leaf"), "", ""));
    }

    @Test
    void aFileIsReadAndReadAgainWhenItChangesAndABadOneLeavesTheFormerInForce() throws IOException {
        Path file = Files.writeString(directory.resolve("cds.yaml"), cds("a", "b"));
        open(List.of(), Map.of(CLUSTER, new Source.File(file.toString(), FETCH)), List.of());
        run();
        assertThat(sink.last().accepted()).containsOnlyKeys("a", "b");
        assertThat(sink.progress).contains(new Progress.Connected(file.toString()), new Progress.Settled(CLUSTER));

        Files.writeString(file, cds("b", "c"));
        advance(Duration.ofSeconds(1));
        assertThat(sink.last().accepted()).containsOnlyKeys("c");
        assertThat(sink.last().removed()).containsExactly("a");

        int updates = sink.updates.size();
        Files.writeString(file, "resources: [");
        advance(Duration.ofSeconds(2));
        assertThat(sink.updates).hasSize(updates);
        assertThat(sink.progress.get(sink.progress.size() - 1).toString())
                .contains("Disconnected", "cds.yaml:1: is neither YAML nor JSON");

        Files.writeString(file, cds("d"));
        advance(Duration.ofSeconds(3));
        assertThat(sink.last().accepted()).containsOnlyKeys("d");
    }

    @Test
    void aFileThatIsNotThereIsLookedForAgain() throws IOException {
        Path file = directory.resolve("cds.yaml");
        open(List.of(), Map.of(CLUSTER, new Source.File(file.toString(), FETCH)), List.of());
        run();
        assertThat(sink.progress.get(sink.progress.size() - 1).toString()).contains("Disconnected", "cannot be read");

        Files.writeString(file, cds("a"));
        advance(Duration.ofSeconds(3));

        assertThat(sink.last().accepted()).containsOnlyKeys("a");
    }

    @Test
    void aNameMoreIsFoundInAFileThatDidNotChange() throws IOException {
        Path file = Files.writeString(directory.resolve("eds.json"), """
                {"resources": [
                  {"@type": "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment", "cluster_name": "a"},
                  {"@type": "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment", "cluster_name": "b"}]}
                """);
        ConfigSourceRef byFile = new ConfigSourceRef.Path(file.toString(), FETCH);
        ConfigSource.Feed feed = open(List.of(), Map.of(), List.of(eds("a", byFile), eds("b", byFile)));
        feed.subscribe(CLUSTER_LOAD_ASSIGNMENT, Set.of("a"));
        run();
        assertThat(sink.last().accepted()).containsOnlyKeys("a");

        feed.subscribe(CLUSTER_LOAD_ASSIGNMENT, Set.of("a", "b"));
        run();

        assertThat(sink.last().accepted()).containsOnlyKeys("b");
    }

    @Test
    void aStreamThatNobodyAsksAnythingOfIsClosedAndOpenedAgainWhenItIsWanted() {
        ConfigSource.Feed feed = open(List.of(ADS), Map.of(CLUSTER, new Source.Ads(FETCH)), List.of());
        stream("ads").up();
        clusters.put("a", eds("a", new ConfigSourceRef.Grpc("sds", false, FETCH)));
        stream("ads").answer(response(CLUSTER, "1", "n", bare(CLUSTER, "a=1")));
        feed.subscribe(CLUSTER_LOAD_ASSIGNMENT, Set.of("a"));
        ScriptedServer.Opened first = stream("sds/CLUSTER_LOAD_ASSIGNMENT");
        first.up();

        feed.subscribe(CLUSTER_LOAD_ASSIGNMENT, Set.of());
        run();
        assertThat(first.cancelled).isTrue();
        assertThat(stream("ads").cancelled).isFalse();

        feed.subscribe(CLUSTER_LOAD_ASSIGNMENT, Set.of("a"));
        assertThat(stream("sds/CLUSTER_LOAD_ASSIGNMENT")).isNotSameAs(first);
    }

    @Test
    void aFileThatNobodyAsksForIsLookedAtNoMore() throws IOException {
        Path file = Files.writeString(directory.resolve("eds.json"), "{\"resources\": []}");
        ConfigSourceRef byFile = new ConfigSourceRef.Path(file.toString(), FETCH);
        ConfigSource.Feed feed = open(List.of(), Map.of(), List.of(eds("a", byFile)));
        feed.subscribe(CLUSTER_LOAD_ASSIGNMENT, Set.of("a"));
        run();
        assertThat(time.pending()).isPositive();

        feed.subscribe(CLUSTER_LOAD_ASSIGNMENT, Set.of());
        run();
        assertThat(time.pending()).isZero();
    }

    @Test
    void anErrorWhileAFileIsReadDoesNotEndItsWatch() throws IOException {
        Path file = Files.writeString(directory.resolve("cds.yaml"), cds("a"));
        readingFails = new StackOverflowError("planted");
        open(List.of(), Map.of(CLUSTER, new Source.File(file.toString(), FETCH)), List.of());
        run();
        assertThat(sink.progress.get(sink.progress.size() - 1).toString()).contains("Disconnected", "planted");

        readingFails = null;
        advance(Duration.ofSeconds(3));
        assertThat(sink.last().accepted()).containsOnlyKeys("a");
    }

    @Test
    void closingEndsTimersAndStreams() throws IOException {
        Path file = Files.writeString(directory.resolve("cds.yaml"), cds("a"));
        ConfigSource.Feed feed = open(
                List.of(ADS),
                Map.of(LISTENER, new Source.Ads(FETCH), CLUSTER, new Source.File(file.toString(), FETCH)),
                List.of());
        run();
        stream("ads").up();

        feed.close();

        assertThat(stream("ads").cancelled).isTrue();
        assertThat(time.pending()).isZero();
    }

    private ConfigSource.Feed open(
            List<ManagementServer> ads, Map<ResourceType, Source> sources, List<Resource> fixed) {
        Bootstrap bootstrap = new Bootstrap(
                Dialect.ENVOY,
                new Node("n", "c", Locality.NONE, Map.of()),
                ads,
                Variant.STATE_OF_THE_WORLD,
                sources,
                fixed,
                Map.of("sds", SDS),
                Map.of(),
                Map.of(),
                Bootstrap.ListenerNames.DEFAULT,
                List.of());
        ResourceParser parser = (type, name, bytes) -> {
            String text = bytes.toStringUtf8();
            if (text.indexOf('=') < 0) {
                // From a file: a message of which only the name, its first field, is set.
                return new Parsed.Accepted(Items.resource(type, text.substring(2), 0), List.of());
            }
            Cluster known = clusters.get(text.substring(0, text.indexOf('=')));
            return type == CLUSTER && known != null
                    ? new Parsed.Accepted(known, List.of())
                    : items.parser.parse(type, name, bytes);
        };
        return new XdsConfigSource(
                        bootstrap,
                        parser,
                        (server, only, executor) -> servers.computeIfAbsent(
                                server.name() + only.map(type -> "/" + type).orElse(""), ScriptedServer::new),
                        (path, content) -> {
                            Error error = readingFails;
                            if (error != null) {
                                throw error;
                            }
                            return ResourceFiles.read(path, content);
                        },
                        new Random(1),
                        Runnable::run)
                .open(sink, control::add, time);
    }

    private ScriptedServer.Opened stream(String server) {
        return Objects.requireNonNull(servers.get(server)).last();
    }

    private void advance(Duration by) {
        for (long i = 0; i < by.toMillis(); i += 100) {
            time.advance(Duration.ofMillis(100));
            run();
        }
    }

    private void run() {
        for (Runnable task = control.poll(); task != null; task = control.poll()) {
            task.run();
        }
    }

    private static AdsRequest assignment(String name) {
        return new AdsRequest.StateOfTheWorld(CLUSTER_LOAD_ASSIGNMENT, "", List.of(name), "", "");
    }

    private static String cds(String... names) {
        StringBuilder yaml = new StringBuilder("resources:\n");
        for (String name : names) {
            yaml.append("- {\"@type\": type.googleapis.com/envoy.config.cluster.v3.Cluster, name: ")
                    .append(name)
                    .append("}\n");
        }
        return yaml.toString();
    }

    private static ManagementServer server(String name) {
        return new ManagementServer(
                name, List.of(new Address.Socket(name, 1)), name, new ManagementServer.Security.Plaintext());
    }

    private static Cluster eds(String name, ConfigSourceRef source) {
        return new Cluster(
                name,
                new Cluster.Discovery.Eds(name, source),
                new Cluster.LbPolicy.RoundRobin(),
                50,
                Duration.ofSeconds(5),
                1 << 20,
                CircuitBreakers.DEFAULT,
                new TransportSocket.RawBuffer(),
                List.of(),
                HttpProtocolOptions.HTTP1);
    }
}
