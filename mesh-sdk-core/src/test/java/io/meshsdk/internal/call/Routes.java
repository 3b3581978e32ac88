package io.meshsdk.internal.call;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.config.Configuration;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.HedgePolicy;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.HttpConnectionManager.PathNormalization;
import io.meshsdk.model.HttpConnectionManager.RouteSource;
import io.meshsdk.model.HttpFilter;
import io.meshsdk.model.InternalRedirect;
import io.meshsdk.model.Listener;
import io.meshsdk.model.RequestMirror;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteAction;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.RouteAction.Forward;
import io.meshsdk.model.RouteAction.Rewrite;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.RouteMatch;
import io.meshsdk.model.VirtualHost;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Configurations for tests: the listener {@code out} with one virtual host for all, unless said otherwise. */
final class Routes {
    static final List<HttpFilter> ROUTER = List.of(new HttpFilter("router", new FilterConfig.Router(), false));

    private Routes() {}

    static RequestHead get(String url) {
        int slash = url.indexOf('/');
        return new RequestHead("GET", "http", url.substring(0, slash), url.substring(slash), Headers.EMPTY);
    }

    static Forward to(String cluster) {
        return new Forward(
                new ClusterChoice.Named(cluster),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Rewrite.NONE,
                RoutingPriority.DEFAULT,
                503);
    }

    static Forward to(String cluster, RetryPolicy retry) {
        return new Forward(
                new ClusterChoice.Named(cluster),
                Optional.empty(),
                Optional.empty(),
                Optional.of(retry),
                Optional.empty(),
                Rewrite.NONE,
                RoutingPriority.DEFAULT,
                503);
    }

    static Forward timed(Forward forward, Duration timeout, Duration idle, Duration maxStream) {
        return new Forward(
                forward.cluster(),
                Optional.of(timeout),
                Optional.of(idle),
                forward.retryPolicy(),
                Optional.of(maxStream),
                forward.rewrite(),
                forward.priority(),
                forward.clusterNotFoundStatus());
    }

    static Forward mirrored(Forward forward, RequestMirror... mirrors) {
        return more(forward, List.of(mirrors), HedgePolicy.NONE, InternalRedirect.NONE);
    }

    static Forward hedged(Forward forward) {
        return more(forward, List.of(), new HedgePolicy(true), InternalRedirect.NONE);
    }

    static Forward redirected(Forward forward, InternalRedirect redirect) {
        return more(forward, List.of(), HedgePolicy.NONE, redirect);
    }

    static Forward redirectedAndHedged(Forward forward, InternalRedirect redirect) {
        return more(forward, List.of(), new HedgePolicy(true), redirect);
    }

    private static Forward more(
            Forward forward, List<RequestMirror> mirrors, HedgePolicy hedge, InternalRedirect redirect) {
        return new Forward(
                forward.cluster(),
                forward.timeout(),
                forward.idleTimeout(),
                forward.retryPolicy(),
                forward.maxStreamDuration(),
                forward.rewrite(),
                forward.priority(),
                forward.clusterNotFoundStatus(),
                mirrors,
                Optional.of(hedge),
                redirect);
    }

    static Route route(String name, RouteMatch match, RouteAction action) {
        return new Route(name, match, action, HeaderMutations.NONE, Map.of());
    }

    static RouteConfiguration all(RouteAction action) {
        return configuration(host("all", "*", route("r", RouteMatch.prefix("/"), action)));
    }

    static VirtualHost host(String name, String domain, Route... routes) {
        return new VirtualHost(
                name, List.of(domain), List.of(routes), HeaderMutations.NONE, RetryPolicy.NONE, Map.of());
    }

    static RouteConfiguration configuration(VirtualHost... hosts) {
        return new RouteConfiguration("routes", List.of(hosts), HeaderMutations.NONE, false, false, 4096, Map.of());
    }

    static Listener api(String name, RouteConfiguration routes, List<HttpFilter> filters) {
        return new Listener(
                name,
                Optional.empty(),
                Listener.TrafficDirection.UNSPECIFIED,
                Optional.of(manager(new RouteSource.Inline(routes), filters)),
                List.of(),
                Optional.empty(),
                false);
    }

    static HttpConnectionManager manager(RouteSource source, List<HttpFilter> filters) {
        return new HttpConnectionManager(
                "out", source, filters, Duration.ofMinutes(5), PathNormalization.NONE, false, false, false, false, 0);
    }

    static Configuration of(List<Listener> listeners, Cluster... clusters) {
        return new Configuration(
                listeners.stream().collect(Collectors.toMap(Listener::name, Function.identity())),
                Map.of(),
                Arrays.stream(clusters).collect(Collectors.toMap(Cluster::name, Function.identity())));
    }
}
