package io.meshsdk.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.upstream.ClusterSink;
import io.meshsdk.internal.xds.ads.ManualTime;
import io.meshsdk.model.CircuitBreakers;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.ConfigSourceRef;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.HttpConnectionManager.PathNormalization;
import io.meshsdk.model.HttpConnectionManager.RouteSource;
import io.meshsdk.model.HttpFilter;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.Listener;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteAction;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.RouteMatch;
import io.meshsdk.model.Secret;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.model.VirtualHost;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.ConfigSource;
import io.meshsdk.spi.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigStoreTest {
    private static final ConfigSourceRef ADS = new ConfigSourceRef.Ads(Duration.ofSeconds(15));

    private final ManualTime time = new ManualTime();
    private final List<Finding.Rejected> rejected = new ArrayList<>();
    private String failing = "";
    private final List<String> transcript = new ArrayList<>();
    private final ConfigStore store = store();
    private Optional<String> doubt = Optional.empty();

    @Test
    void publishesOnceClusterEndpointsListenerAndRoutesAreThere() {
        deliver(ResourceType.CLUSTER, edsCluster("orders"));
        deliver(ResourceType.LISTENER, listener("out", "r"));
        assertThat(transcript)
                .containsExactly("subscribe CLUSTER_LOAD_ASSIGNMENT [orders]", "subscribe ROUTE_CONFIGURATION [r]");

        deliver(ResourceType.ROUTE_CONFIGURATION, routes("r", "orders"));
        assertThat(transcript).hasSize(2);

        deliver(ResourceType.CLUSTER_LOAD_ASSIGNMENT, endpoints("orders", 100));
        assertThat(transcript.subList(2, transcript.size()))
                .containsExactly(
                        "apply orders", "endpoints orders", "publish listeners=[out] routes=[r] clusters=[orders]");
    }

    @Test
    void waitsForClustersOfTheSourceThoughStaticOnesAreThere() {
        store.update(new ConfigSink.Update(
                ResourceType.CLUSTER,
                "",
                Map.of("static", edsCluster("static")),
                Set.of(),
                Set.of(),
                List.of(),
                List.of()));
        deliver(ResourceType.LISTENER, listener("out", "r"));
        deliver(ResourceType.ROUTE_CONFIGURATION, routes("r", "orders"));
        assertThat(transcript).noneMatch(line -> line.startsWith("publish"));
    }

    @Test
    void endpointsGoPastThePublishedConfiguration() {
        start();

        deliver(ResourceType.CLUSTER_LOAD_ASSIGNMENT, endpoints("orders", 100));

        assertThat(transcript).containsExactly("endpoints orders");
    }

    @Test
    void aRouteToANewClusterWaitsForItsEndpoints() {
        start();

        deliver(ResourceType.CLUSTER, edsCluster("orders"), edsCluster("v2"));
        deliver(ResourceType.ROUTE_CONFIGURATION, routes("r", "v2"));
        assertThat(transcript).containsExactly("subscribe CLUSTER_LOAD_ASSIGNMENT [orders, v2]");

        deliver(ResourceType.CLUSTER_LOAD_ASSIGNMENT, endpoints("v2", 100));
        assertThat(transcript)
                .endsWith("apply v2", "endpoints v2", "publish listeners=[out] routes=[r] clusters=[orders, v2]");
    }

    @Test
    void aRouteToAClusterThatNobodyHasWaitsForItABoundedTimeAndOnce() {
        start();
        deliver(ResourceType.ROUTE_CONFIGURATION, routes("r", "nowhere"));
        time.advance(ConfigStore.PATIENCE.minusMillis(1));
        assertThat(transcript).isEmpty();

        time.advance(Duration.ofMillis(1));
        assertThat(transcript).containsExactly("publish listeners=[out] routes=[r] clusters=[orders]");

        transcript.clear();
        deliver(ResourceType.ROUTE_CONFIGURATION, routes("r", "nowhere", "orders"));
        assertThat(transcript).containsExactly("publish listeners=[out] routes=[r] clusters=[orders]");
    }

    @Test
    void aRouteToAClusterThatNobodyHasDoesNotWaitWhereNoMoreClustersCome() {
        start();
        store.progress(new ConfigSink.Progress.Complete(ResourceType.CLUSTER));

        deliver(ResourceType.ROUTE_CONFIGURATION, routes("r", "nowhere"));

        assertThat(transcript).containsExactly("publish listeners=[out] routes=[r] clusters=[orders]");
    }

    @Test
    void aRouteThatCameBeforeItsClusterGoesInForceWithIt() {
        start();
        deliver(ResourceType.ROUTE_CONFIGURATION, routes("r", "late"));

        deliver(ResourceType.CLUSTER, edsCluster("orders"), edsCluster("late"));
        deliver(ResourceType.CLUSTER_LOAD_ASSIGNMENT, endpoints("late", 100));

        assertThat(transcript)
                .endsWith("apply late", "endpoints late", "publish listeners=[out] routes=[r] clusters=[late, orders]");
    }

    @Test
    void whatIsWaitedForTogetherIsGivenUpTogether() {
        start();
        deliver(ResourceType.ROUTE_CONFIGURATION, routes("r", "nowhere", "neither"));

        time.advance(ConfigStore.PATIENCE);

        assertThat(transcript).containsExactly("publish listeners=[out] routes=[r] clusters=[orders]");
    }

    @Test
    void namesThatComeLaterDoNotMakeTheEarlierWaitAgain() {
        start();
        deliver(ResourceType.ROUTE_CONFIGURATION, routes("r", "first"));
        time.advance(Duration.ofSeconds(3));
        deliver(ResourceType.ROUTE_CONFIGURATION, routes("r", "first", "second"));

        time.advance(ConfigStore.PATIENCE);

        assertThat(transcript).containsExactly("publish listeners=[out] routes=[r] clusters=[orders]");
    }

    @Test
    void endpointsOfManyClustersChangeWithoutALookAtTheOthers() {
        start();
        deliver(ResourceType.CLUSTER, edsCluster("orders"), edsCluster("stock"));
        deliver(ResourceType.CLUSTER_LOAD_ASSIGNMENT, endpoints("stock", 80));
        transcript.clear();

        deliver(ResourceType.CLUSTER_LOAD_ASSIGNMENT, endpoints("stock", 90), endpoints("orders", 90));

        assertThat(transcript).containsExactlyInAnyOrder("endpoints stock", "endpoints orders");
    }

    @Test
    void aClusterThatMovedToAnEdsNameWithoutAnAnswerHasNobodyRatherThanTheWrongOnes() {
        start();
        deliver(
                ResourceType.CLUSTER,
                cluster("orders", new Cluster.Discovery.Eds("elsewhere", ADS), new TransportSocket.RawBuffer(), 50));
        assertThat(transcript).containsExactly("subscribe CLUSTER_LOAD_ASSIGNMENT [elsewhere, orders]");

        absent(ResourceType.CLUSTER_LOAD_ASSIGNMENT, "elsewhere");

        assertThat(transcript.subList(1, transcript.size()))
                .containsExactly(
                        "apply orders",
                        "no endpoints orders",
                        "subscribe CLUSTER_LOAD_ASSIGNMENT [elsewhere]",
                        "publish listeners=[out] routes=[r] clusters=[orders]");
    }

    @Test
    void whatIsLetGoIsUnsubscribedAtOnce() {
        start();

        deliver(ResourceType.LISTENER, listener("out", "other"));
        deliver(ResourceType.ROUTE_CONFIGURATION, routes("other", "orders"));

        assertThat(transcript)
                .containsExactly(
                        "subscribe ROUTE_CONFIGURATION [other, r]",
                        "subscribe ROUTE_CONFIGURATION [other]",
                        "publish listeners=[out] routes=[other] clusters=[orders]");
    }

    @Test
    void aClusterThatARouteStillNamesOutlivesItsRemoval() {
        start();

        remove(ResourceType.CLUSTER, "orders");
        assertThat(transcript).doesNotContain("remove orders");

        deliver(ResourceType.ROUTE_CONFIGURATION, routes("r", "elsewhere"));
        time.advance(ConfigStore.PATIENCE);
        assertThat(transcript).contains("remove orders");
    }

    @Test
    void aChangedClusterOfTheSameEdsNameKeepsItsEndpoints() {
        start();

        deliver(
                ResourceType.CLUSTER,
                cluster("orders", new Cluster.Discovery.Eds("orders", ADS), new TransportSocket.RawBuffer(), 0));

        assertThat(transcript)
                .containsExactly(
                        "apply orders", "endpoints orders", "publish listeners=[out] routes=[r] clusters=[orders]");
    }

    @Test
    void aClusterWithAnSdsCertificateWaitsForItAndGoesOnWhenItIsAbsent() {
        var tls = new TransportSocket.UpstreamTls(
                new TransportSocket.CommonTls(
                        new TransportSocket.CertificateSource.Sds("default", ADS),
                        new TransportSocket.ValidationSource.Sds("ROOTCA", ADS),
                        List.of(),
                        TransportSocket.TlsParameters.DEFAULT),
                "",
                false,
                false);
        deliver(ResourceType.LISTENER);
        deliver(ResourceType.CLUSTER, cluster("orders", fixed(), tls, 50));
        assertThat(transcript).containsExactly("subscribe SECRET [ROOTCA, default]");

        deliver(ResourceType.SECRET, new Secret("default", certificate()));
        absent(ResourceType.SECRET, "ROOTCA");

        assertThat(transcript.subList(1, transcript.size()))
                .containsExactly(
                        "secret default",
                        "secret ROOTCA absent",
                        "apply orders",
                        "endpoints orders",
                        "publish listeners=[] routes=[] clusters=[orders]");

        transcript.clear();
        deliver(ResourceType.CLUSTER, cluster("orders", fixed(), new TransportSocket.RawBuffer(), 50));
        assertThat(transcript).containsOnlyOnce("forgotten [ROOTCA, default]");
    }

    @Test
    void theEndOfTheWaitLetsAListenerWithoutItsRoutesThrough() {
        deliver(ResourceType.CLUSTER);
        deliver(ResourceType.LISTENER, listener("out", "r"));

        store.progress(new ConfigSink.Progress.Settled(ResourceType.ROUTE_CONFIGURATION));

        assertThat(transcript)
                .containsExactly("subscribe ROUTE_CONFIGURATION [r]", "publish listeners=[out] routes=[] clusters=[]");
    }

    @Test
    void aRejectedResourceLeavesTheFormerInForce() {
        start();

        store.update(new ConfigSink.Update(
                ResourceType.CLUSTER,
                "2",
                Map.of(),
                Set.of(),
                Set.of(),
                List.of(new Finding.Rejected(ResourceType.CLUSTER, "orders", "lb_policy", "unknown")),
                List.of()));

        assertThat(transcript).isEmpty();
    }

    @Test
    void aRouteWaitsABoundedTimeForAClusterThatDoesNotWarm() {
        start();
        deliver(ResourceType.CLUSTER, edsCluster("orders"), edsCluster("v2"));
        deliver(ResourceType.ROUTE_CONFIGURATION, routes("r", "v2", "orders"));
        time.advance(Duration.ofSeconds(15).minusMillis(1));
        assertThat(transcript).containsExactly("subscribe CLUSTER_LOAD_ASSIGNMENT [orders, v2]");

        time.advance(Duration.ofMillis(1));
        assertThat(transcript).endsWith("publish listeners=[out] routes=[r] clusters=[orders]");

        transcript.clear();
        deliver(ResourceType.ROUTE_CONFIGURATION, routes("r", "orders", "v2"));
        assertThat(transcript).containsExactly("publish listeners=[out] routes=[r] clusters=[orders]");
    }

    @Test
    void aClusterThatCannotBePutInForceIsRefusedByNameAndTheOthersGoOn() {
        start();
        failing = "bad";
        deliver(ResourceType.CLUSTER, fixedCluster("bad"), fixedCluster("good"), edsCluster("orders"));
        assertThat(rejected).hasSize(1);
        assertThat(rejected.get(0).resource()).isEqualTo("bad");
        assertThat(rejected.get(0).why()).contains("cannot be put in force", "planted");
        assertThat(transcript).contains("apply good");

        transcript.clear();
        deliver(ResourceType.CLUSTER_LOAD_ASSIGNMENT, endpoints("orders", 90));
        assertThat(transcript).containsExactly("endpoints orders");
    }

    @Test
    void asLongAsTheSourceIsSilentAboutListenersNoHostMayBeCalledUnknown() {
        deliver(ResourceType.CLUSTER);
        store.progress(new ConfigSink.Progress.Unanswered(ResourceType.LISTENER, Set.of("*")));
        store.progress(new ConfigSink.Progress.Settled(ResourceType.LISTENER));
        assertThat(transcript).containsExactly("publish listeners=[] routes=[] clusters=[]");
        assertThat(doubt).hasValueSatisfying(why -> assertThat(why).contains("has not said", "MESH_ENABLED=false"));

        store.progress(new ConfigSink.Progress.Acked(ResourceType.LISTENER, "1"));
        assertThat(transcript).hasSize(2);
        assertThat(doubt).isEmpty();
    }

    @Test
    void theDoubtLastsUntilWhatCameLateIsInForce() {
        deliver(ResourceType.CLUSTER);
        store.progress(new ConfigSink.Progress.Unanswered(ResourceType.LISTENER, Set.of("*")));
        store.progress(new ConfigSink.Progress.Settled(ResourceType.LISTENER));

        deliver(ResourceType.LISTENER, listener("web", "r"));
        store.progress(new ConfigSink.Progress.Acked(ResourceType.LISTENER, "1"));
        assertThat(doubt).hasValueSatisfying(why -> assertThat(why).contains("listener web came late"));

        deliver(ResourceType.ROUTE_CONFIGURATION, routes("r"));
        assertThat(transcript).endsWith("publish listeners=[web] routes=[r] clusters=[]");
        assertThat(doubt).isEmpty();
    }

    @Test
    void aListenerThatWasRefusedAndNeverTakenLeavesDoubtUntilItIsMendedOrGone() {
        start();
        refuse("web");
        assertThat(doubt).hasValueSatisfying(why -> assertThat(why).contains("listener web", "field: is bad"));

        deliver(ResourceType.LISTENER, listener("web", "r"));
        assertThat(doubt).isEmpty();

        refuse("web");
        assertThat(doubt).isEmpty();

        refuse("other");
        assertThat(doubt).isPresent();
        remove(ResourceType.LISTENER, "other");
        assertThat(doubt).isEmpty();
    }

    private void refuse(String listener) {
        store.update(new ConfigSink.Update(
                ResourceType.LISTENER,
                "2",
                Map.of(),
                Set.of(),
                Set.of(),
                List.of(new Finding.Rejected(ResourceType.LISTENER, listener, "field", "is bad")),
                List.of()));
        store.progress(new ConfigSink.Progress.Nacked(ResourceType.LISTENER, "2", "bad"));
    }

    private void start() {
        deliver(ResourceType.CLUSTER, edsCluster("orders"));
        deliver(ResourceType.LISTENER, listener("out", "r"));
        deliver(ResourceType.ROUTE_CONFIGURATION, routes("r", "orders"));
        deliver(ResourceType.CLUSTER_LOAD_ASSIGNMENT, endpoints("orders", 80));
        transcript.clear();
    }

    private void deliver(ResourceType type, Resource... resources) {
        store.update(new ConfigSink.Update(
                type,
                "1",
                Stream.of(resources).collect(Collectors.toMap(Resource::name, one -> one)),
                Set.of(),
                Set.of(),
                List.of(),
                List.of()));
        if (type == ResourceType.LISTENER || type == ResourceType.CLUSTER) {
            store.progress(new ConfigSink.Progress.Settled(type));
        }
    }

    private void remove(ResourceType type, String name) {
        store.update(new ConfigSink.Update(type, "2", Map.of(), Set.of(name), Set.of(), List.of(), List.of()));
    }

    private void absent(ResourceType type, String name) {
        store.update(new ConfigSink.Update(type, "2", Map.of(), Set.of(), Set.of(name), List.of(), List.of()));
    }

    static Cluster edsCluster(String name) {
        return cluster(name, new Cluster.Discovery.Eds(name, ADS), new TransportSocket.RawBuffer(), 50);
    }

    private static Cluster fixedCluster(String name) {
        return cluster(name, fixed(), new TransportSocket.RawBuffer(), 50);
    }

    private static Cluster.Discovery fixed() {
        return new Cluster.Discovery.Static(endpoints("orders", 1));
    }

    private static Cluster cluster(
            String name, Cluster.Discovery discovery, TransportSocket socket, double panicThreshold) {
        return new Cluster(
                name,
                discovery,
                new Cluster.LbPolicy.RoundRobin(),
                panicThreshold,
                Duration.ofSeconds(5),
                1 << 20,
                CircuitBreakers.DEFAULT,
                socket,
                List.of(),
                HttpProtocolOptions.HTTP1);
    }

    static ClusterLoadAssignment endpoints(String name, int factor) {
        return new ClusterLoadAssignment(name, List.of(), factor);
    }

    private static Secret.TlsCertificate certificate() {
        return new Secret.TlsCertificate(
                new io.meshsdk.model.DataSource.None(), new io.meshsdk.model.DataSource.None());
    }

    static Listener listener(String name, String routeConfig) {
        var manager = new HttpConnectionManager(
                "out",
                new RouteSource.Rds(routeConfig, ADS),
                List.of(new HttpFilter("router", new FilterConfig.Router(), false)),
                Duration.ZERO,
                PathNormalization.NONE,
                false,
                false,
                false,
                false,
                0);
        return new Listener(
                name,
                Optional.empty(),
                Listener.TrafficDirection.OUTBOUND,
                Optional.of(manager),
                List.of(),
                Optional.empty(),
                false);
    }

    static RouteConfiguration routes(String name, String... clusters) {
        List<Route> routes = Stream.of(clusters).map(ConfigStoreTest::route).toList();
        var host = new VirtualHost("all", List.of("*"), routes, HeaderMutations.NONE, RetryPolicy.NONE, Map.of());
        return new RouteConfiguration(name, List.of(host), HeaderMutations.NONE, false, false, 4096, Map.of());
    }

    private static Route route(String cluster) {
        var forward = new RouteAction.Forward(
                new RouteAction.ClusterChoice.Named(cluster),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                RouteAction.Rewrite.NONE,
                RouteAction.RoutingPriority.DEFAULT,
                503);
        return new Route("", RouteMatch.prefix("/"), forward, HeaderMutations.NONE, Map.of());
    }

    private ConfigStore store() {
        ClusterSink clusters = new ClusterSink() {
            @Override
            public void apply(Cluster cluster) {
                if (cluster.name().equals(failing)) {
                    throw new IllegalStateException("planted");
                }
                transcript.add("apply " + cluster.name());
            }

            @Override
            public void endpoints(String cluster, ClusterLoadAssignment assignment) {
                boolean none = assignment.overprovisioningFactor() == 140;
                transcript.add((none ? "no endpoints " : "endpoints ") + cluster);
            }

            @Override
            public void remove(String cluster) {
                transcript.add("remove " + cluster);
            }
        };
        SecretSink secrets = new SecretSink() {
            @Override
            public void secret(Secret secret) {
                transcript.add("secret " + secret.name());
            }

            @Override
            public void absent(String name) {
                transcript.add("secret " + name + " absent");
            }

            @Override
            public void rejected(Finding.Rejected why) {
                transcript.add("secret rejected: " + why);
            }

            @Override
            public void forgotten(Set<String> names) {
                transcript.add("forgotten " + new TreeSet<>(names));
            }
        };
        ConfigListener quiet = new ConfigListener() {
            @Override
            public void updated(ConfigSink.Update update) {
                rejected.addAll(update.rejected());
            }

            @Override
            public void progress(ConfigSink.Progress progress) {}
        };
        var dns = new DnsEndpoints((host, answer) -> {}, time);
        var made = new ConfigStore(clusters, secrets, this::published, dns, quiet, time);
        made.attach(new ConfigSource.Feed() {
            @Override
            public void subscribe(ResourceType type, Set<String> names) {
                transcript.add("subscribe " + type + " " + new TreeSet<>(names));
            }

            @Override
            public void close() {}
        });
        return made;
    }

    private void published(Configuration configuration) {
        doubt = configuration.listenersInDoubt();
        transcript.add(
                "publish listeners=" + new TreeSet<>(configuration.listeners().keySet()) + " routes="
                        + new TreeSet<>(configuration.routes().keySet()) + " clusters="
                        + new TreeSet<>(configuration.clusters().keySet()));
    }
}
