package io.meshsdk.internal.route;

import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.VirtualHost;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A {@link RouteConfiguration}, compiled. Immutable; safe for use by many threads. */
public final class RouteTable {
    private final String name;
    private final Domains domains;
    private final boolean ignorePort;
    /** Empty where the authority finds the virtual host. */
    private final String vhostHeader;

    private final RouteDecision.NoRoute noVirtualHost;
    private final Set<String> clusters;
    private final List<String> problems;
    private final List<CompiledRoute> routes;

    private RouteTable(
            RouteConfiguration configuration,
            Domains domains,
            Set<String> clusters,
            List<String> problems,
            List<CompiledRoute> routes) {
        this.name = configuration.name();
        this.domains = domains;
        this.ignorePort = configuration.ignorePortInHostMatching();
        this.vhostHeader = configuration.vhostHeader().toLowerCase(Locale.ROOT);
        this.clusters = clusters;
        this.problems = problems;
        this.routes = List.copyOf(routes);
        this.noVirtualHost = new RouteDecision.NoRoute(
                "", "no virtual host of route configuration " + configuration.name() + " has the authority");
    }

    /**
     * @throws IllegalArgumentException where a regular expression, a template or a format cannot be compiled; a parser
     *     refuses such a configuration before
     */
    public static RouteTable compile(RouteConfiguration configuration) {
        Domains.Builder domains = new Domains.Builder();
        Set<String> clusters = new HashSet<>();
        List<CompiledRoute> all = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (VirtualHost host : configuration.virtualHosts()) {
            HostRoutes routes = HostRoutes.of(configuration, host, problems);
            all.addAll(List.of(routes.routes()));
            domains.add(host, routes);
        }
        all.forEach(route -> route.targets().forEach(target -> clusters.add(target.cluster())));
        clusters.remove("");
        return new RouteTable(
                configuration,
                domains.build(),
                Set.copyOf(clusters),
                problems.stream().distinct().toList(),
                all);
    }

    public String name() {
        return name;
    }

    /** All clusters that routes name themselves. */
    public Set<String> clusters() {
        return clusters;
    }

    /** What could not be done and is left out, for the report. */
    public List<String> problems() {
        return problems;
    }

    /** Of all virtual hosts. */
    public List<CompiledRoute> routes() {
        return routes;
    }

    /** Whether a virtual host takes the authority, whatever the path; true where a header may find one. */
    public boolean hasVirtualHost(String authority) {
        return !vhostHeader.isEmpty() || domains.find(authority, hostEnd(authority)) != null;
    }

    /** The clusters that routes of the authority's virtual host name; none where no virtual host takes it. */
    public Set<String> clusters(String authority) {
        HostRoutes host = domains.find(authority, hostEnd(authority));
        Set<String> named = new HashSet<>();
        if (host != null) {
            for (CompiledRoute route : host.routes()) {
                route.targets().forEach(target -> named.add(target.cluster()));
            }
            named.remove("");
        }
        return named;
    }

    /** Whether that decision was for want of a virtual host. */
    public boolean isWithoutVirtualHost(RouteDecision decision) {
        return decision == noVirtualHost;
    }

    /**
     * @param random any number, drawn once for a call: the same decides the same
     */
    public RouteDecision find(RequestHead head, long random, RouteTrace trace) {
        return find(head, Peer.PLAINTEXT, random, trace);
    }

    /**
     * @param peer who sent the request
     */
    public RouteDecision find(RequestHead head, Peer peer, long random, RouteTrace trace) {
        String named = vhostHeader.isEmpty() ? head.authority() : RequestParts.first(head, vhostHeader);
        HostRoutes host = named == null ? domains.only() : domains.find(named, hostEnd(named));
        return host == null ? noVirtualHost : host.find(head, peer, random, trace);
    }

    /** How much of an authority finds its virtual host. */
    private int hostEnd(String authority) {
        int port = ignorePort ? portStart(authority) : -1;
        return port < 0 ? authority.length() : port;
    }

    public static String withoutPort(String authority) {
        int colon = portStart(authority);
        return colon < 0 ? authority : authority.substring(0, colon);
    }

    /** Where {@code :port} begins, or -1; the colons of an IPv6 literal are none. */
    public static int portStart(String authority) {
        int colon = authority.lastIndexOf(':');
        if (colon < 0 || colon == authority.length() - 1 || authority.lastIndexOf(']') > colon) {
            return -1;
        }
        if (authority.charAt(0) != '[' && authority.indexOf(':') != colon) {
            return -1;
        }
        for (int i = colon + 1; i < authority.length(); i++) {
            if (authority.charAt(i) < '0' || authority.charAt(i) > '9') {
                return -1;
            }
        }
        return colon;
    }
}
