package io.meshsdk.test;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.ApiListener;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.Filter;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.Route;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a caller needs to know of one HTTP service: a listener, a route configuration, and for each version a cluster with
 * its endpoints, named {@code SERVICE-VERSION}. Not safe for use by many threads.
 */
public final class HttpService {
    private static final String HTTP_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
    private static final HttpProtocolOptions HTTP_2 = HttpProtocolOptions.newBuilder()
            .setExplicitHttpConfig(HttpProtocolOptions.ExplicitHttpConfig.newBuilder()
                    .setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance()))
            .build();

    private static final HttpProtocolOptions EITHER = HttpProtocolOptions.newBuilder()
            .setAutoConfig(HttpProtocolOptions.AutoHttpConfig.getDefaultInstance())
            .build();

    private final String name;
    private final Map<String, Version> versions = new LinkedHashMap<>();
    private final List<HeaderRoute> headerRoutes = new ArrayList<>();
    private final List<String> peers = new ArrayList<>();
    private Optional<Integer> port = Optional.empty();
    private Optional<RetryPolicy> retries = Optional.empty();
    private Optional<Duration> timeout = Optional.empty();
    private Cluster.LbPolicy policy = Cluster.LbPolicy.ROUND_ROBIN;
    private boolean tls;
    private Optional<HttpProtocolOptions> http = Optional.empty();

    HttpService(String name) {
        this.name = name;
    }

    private record Version(int weight, List<String> addresses, Optional<Integer> maxRequests) {}

    private record HeaderRoute(String header, String value, String version) {}

    /** The cluster of one of the service's versions. */
    public static String cluster(String service, String version) {
        return service + "-" + version;
    }

    /** The name of a service's route configuration. */
    public static String routes(String service) {
        return service + "-routes";
    }

    /**
     * A version of the service.
     *
     * @param weight its share of the calls, relative to the other versions'
     * @param addresses of its endpoints, each as {@code host:port}
     */
    public HttpService version(String version, int weight, String... addresses) {
        versions.put(version, new Version(weight, List.of(addresses), Optional.empty()));
        return this;
    }

    /** Limits the calls in flight to a version: {@code circuit_breakers.thresholds.max_requests}. */
    public HttpService maxRequests(String version, int limit) {
        versions.computeIfPresent(
                version, (key, known) -> new Version(known.weight(), known.addresses(), Optional.of(limit)));
        return this;
    }

    /** Calls with this header go to a version, whatever the weights; first come, first matched. */
    public HttpService when(String header, String value, String version) {
        headerRoutes.add(new HeaderRoute(header, value, version));
        return this;
    }

    /** @param on as {@code 5xx,connect-failure} */
    public HttpService retries(String on, int count) {
        retries = Optional.of(RetryPolicy.newBuilder()
                .setRetryOn(on)
                .setNumRetries(UInt32Value.of(count))
                .build());
        return this;
    }

    /** Of the whole call; zero for none. */
    public HttpService timeout(Duration limit) {
        timeout = Optional.of(limit);
        return this;
    }

    public HttpService leastRequest() {
        policy = Cluster.LbPolicy.LEAST_REQUEST;
        return this;
    }

    /** HTTP/2 to its endpoints, and nothing else. */
    public HttpService http2() {
        http = Optional.of(HTTP_2);
        return this;
    }

    /** HTTP/2 or HTTP/1.1 to its clusters, as ALPN has it. */
    public HttpService negotiatesHttp() {
        http = Optional.of(EITHER);
        return this;
    }

    /**
     * Mutual TLS, with the secrets {@link Config#OWN_CERTIFICATE} and {@link Config#TRUST_BUNDLE} from SDS.
     *
     * @param spiffeIds that a server may have
     */
    public HttpService mutualTls(String... spiffeIds) {
        tls = true;
        peers.addAll(List.of(spiffeIds));
        return this;
    }

    /** A listener bound to this port, as a sidecar has, instead of an API listener. */
    public HttpService onPort(int number) {
        port = Optional.of(number);
        return this;
    }

    /** All of it, for {@link ControlPlane#put(java.util.Collection)}. */
    public List<Message> resources() {
        List<Message> resources = new ArrayList<>();
        versions.forEach((version, known) -> {
            resources.add(cluster(version, known));
            resources.add(Messages.endpoints(cluster(name, version), known.addresses()));
        });
        resources.add(routeConfiguration());
        resources.add(listener());
        return resources;
    }

    /** Only the route configuration: to shift weights. */
    public List<Message> routes() {
        return List.of(routeConfiguration());
    }

    private Listener listener() {
        HttpConnectionManager manager = Messages.connectionManager(name)
                .setRds(Rds.newBuilder().setRouteConfigName(routes(name)).setConfigSource(Messages.ads()))
                .addHttpFilters(Messages.router())
                .build();
        Listener.Builder listener = Listener.newBuilder().setName(name).setTrafficDirection(TrafficDirection.OUTBOUND);
        if (port.isEmpty()) {
            return listener.setApiListener(ApiListener.newBuilder().setApiListener(Any.pack(manager)))
                    .build();
        }
        return listener.setAddress(Messages.address("127.0.0.1", port.get()))
                .addFilterChains(FilterChain.newBuilder()
                        .addFilters(Filter.newBuilder()
                                .setName("envoy.filters.network.http_connection_manager")
                                .setTypedConfig(Any.pack(manager))))
                .build();
    }

    private RouteConfiguration routeConfiguration() {
        VirtualHost.Builder host = VirtualHost.newBuilder()
                .setName(name)
                .addDomains(name)
                // Any port: a domain is compared with the authority's whole text.
                .addDomains(name + ":*");
        for (HeaderRoute route : headerRoutes) {
            host.addRoutes(Route.newBuilder()
                    .setName(name + "-" + route.header() + "-" + route.value())
                    .setMatch(RouteMatch.newBuilder()
                            .setPrefix("/")
                            .addHeaders(HeaderMatcher.newBuilder()
                                    .setName(route.header())
                                    .setStringMatch(Messages.exactly(route.value()))))
                    .setRoute(action().setCluster(cluster(name, route.version()))));
        }
        WeightedCluster.Builder weights = WeightedCluster.newBuilder();
        versions.forEach((version, known) -> weights.addClusters(WeightedCluster.ClusterWeight.newBuilder()
                .setName(cluster(name, version))
                .setWeight(UInt32Value.of(known.weight()))));
        host.addRoutes(Route.newBuilder()
                .setName(name)
                .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                .setRoute(action().setWeightedClusters(weights)));
        return RouteConfiguration.newBuilder()
                .setName(routes(name))
                .addVirtualHosts(host)
                .build();
    }

    private RouteAction.Builder action() {
        RouteAction.Builder action = RouteAction.newBuilder();
        retries.ifPresent(action::setRetryPolicy);
        timeout.ifPresent(limit -> action.setTimeout(Messages.duration(limit)));
        return action;
    }

    private Cluster cluster(String version, Version known) {
        Cluster.Builder cluster = Cluster.newBuilder()
                .setName(cluster(name, version))
                .setType(Cluster.DiscoveryType.EDS)
                .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setEdsConfig(Messages.ads()))
                .setConnectTimeout(Messages.duration(Duration.ofSeconds(1)))
                .setLbPolicy(policy);
        known.maxRequests()
                .ifPresent(limit -> cluster.setCircuitBreakers(CircuitBreakers.newBuilder()
                        .addThresholds(CircuitBreakers.Thresholds.newBuilder().setMaxRequests(UInt32Value.of(limit)))));
        http.ifPresent(options -> cluster.putTypedExtensionProtocolOptions(HTTP_OPTIONS, Any.pack(options)));
        if (tls) {
            cluster.setTransportSocket(Messages.tls(tlsContext()));
        }
        return cluster.build();
    }

    private UpstreamTlsContext tlsContext() {
        CertificateValidationContext.Builder names = CertificateValidationContext.newBuilder();
        for (String peer : peers) {
            names.addMatchTypedSubjectAltNames(SubjectAltNameMatcher.newBuilder()
                    .setSanType(SubjectAltNameMatcher.SanType.URI)
                    .setMatcher(Messages.exactly(peer)));
        }
        return UpstreamTlsContext.newBuilder()
                .setSni(name)
                .setCommonTlsContext(CommonTlsContext.newBuilder()
                        .addTlsCertificateSdsSecretConfigs(Messages.secret(Config.OWN_CERTIFICATE))
                        .setCombinedValidationContext(CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
                                .setDefaultValidationContext(names)
                                .setValidationContextSdsSecretConfig(Messages.secret(Config.TRUST_BUNDLE))))
                .build();
    }
}
