package io.meshsdk.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Address;
import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.Inbound.Acceptance;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.internal.config.Configuration;
import io.meshsdk.internal.upstream.Upstreams;
import io.meshsdk.model.CidrRange;
import io.meshsdk.model.FilterChain;
import io.meshsdk.model.FilterChain.NetworkFilter;
import io.meshsdk.model.FilterChainMatch;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.HttpConnectionManager.RouteSource;
import io.meshsdk.model.HttpFilter;
import io.meshsdk.model.Listener;
import io.meshsdk.model.Rbac;
import io.meshsdk.model.RouteAction;
import io.meshsdk.model.StringMatcher;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.model.TransportSocket.DownstreamTls;
import io.meshsdk.spi.CallFacts;
import io.meshsdk.spi.CallObserver;
import io.meshsdk.transport.ServerSecurity;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The way in to port 8080, without sockets. */
final class InboundFixture implements InboundSecurity, CallObserver {
    static final int PORT = 8080;
    static final Peer WEB = new Peer.Certified(List.of("spiffe://mesh.test/ns/shop/sa/web"), List.of(), "");
    static final Peer OTHER = new Peer.Certified(List.of("spiffe://mesh.test/ns/shop/sa/other"), List.of(), "");

    final Map<DownstreamTls, ServerSecurity> keys = new HashMap<>();
    final Set<DownstreamTls> retained = new HashSet<>();
    final List<String> closed = new ArrayList<>();
    final InboundCalls calls = new InboundCalls(new Clock(), new SplittableRandom(3), this, this, port -> port == PORT);
    final Inbound inbound = calls.port(PORT);
    private final SnapshotCompiler compiler = new SnapshotCompiler(
            new Upstreams(new SplittableRandom(1)), OutboundPolicy.STRICT, List.of(calls::publish));

    @Override
    public Supplier<ServerSecurity> of(DownstreamTls tls) {
        return () -> keys.getOrDefault(tls, new ServerSecurity.Refused(1, "no key yet"));
    }

    @Override
    public void retain(Collection<DownstreamTls> used) {
        retained.clear();
        retained.addAll(used);
    }

    @Override
    public void closed(CallFacts call, Object kept, Outcome result) {
        closed.add(call.direction() + " " + call.listener() + " " + result.status() + " " + call.dynamicMetadata());
    }

    InboundFixture with(Listener... listeners) {
        publish(Routes.of(List.of(listeners)));
        return this;
    }

    void publish(Configuration configuration) {
        compiler.publish(configuration);
    }

    String chainFor(ConnectionFacts facts) {
        Acceptance acceptance = inbound.accept(facts);
        return acceptance instanceof Acceptance.Accept accept
                ? accept.chain().name()
                : "refused: " + ((Acceptance.Refuse) acceptance).why();
    }

    Acceptance.Refuse refused(ConnectionFacts facts) {
        Acceptance acceptance = inbound.accept(facts);
        assertThat(acceptance).isInstanceOf(Acceptance.Refuse.class);
        return (Acceptance.Refuse) acceptance;
    }

    InboundCall open(String url, Peer peer) {
        return open(Routes.get(url), peer, plaintext());
    }

    InboundCall open(RequestHead head, Peer peer, ConnectionFacts facts) {
        Acceptance acceptance = inbound.accept(facts);
        assertThat(acceptance).isInstanceOf(Acceptance.Accept.class);
        return ((Acceptance.Accept) acceptance).chain().open(head, peer, facts);
    }

    RequestHead proceeds(String url, Peer peer) {
        return proceeds(open(url, peer));
    }

    static RequestHead proceeds(InboundCall call) {
        InboundCall.Plan plan = call.plan();
        assertThat(plan).isInstanceOf(InboundCall.Plan.Proceed.class);
        return ((InboundCall.Plan.Proceed) plan).head();
    }

    LocalReply replied(String url, Peer peer) {
        return replied(open(url, peer));
    }

    static LocalReply replied(InboundCall call) {
        InboundCall.Plan plan = call.plan();
        assertThat(plan).isInstanceOf(InboundCall.Plan.Respond.class);
        return ((InboundCall.Plan.Respond) plan).reply();
    }

    static ConnectionFacts plaintext() {
        return facts("10.0.0.1", "10.9.9.9", Encryption.PLAINTEXT, "");
    }

    static ConnectionFacts tls(String serverName, String... alpn) {
        return facts("10.0.0.1", "10.9.9.9", Encryption.TLS, serverName, alpn);
    }

    static ConnectionFacts facts(
            String local, String remote, Encryption encryption, String serverName, String... alpn) {
        return new ConnectionFacts(
                new InetSocketAddress(local, PORT),
                new InetSocketAddress(remote, 40_000),
                encryption,
                serverName,
                List.of(alpn));
    }

    static Listener listener(FilterChain... chains) {
        return listener("in", "0.0.0.0", Optional.empty(), chains);
    }

    static Listener listener(String name, String host, Optional<FilterChain> otherwise, FilterChain... chains) {
        return new Listener(
                name,
                Optional.of(new Address.Socket(host, PORT)),
                Listener.TrafficDirection.INBOUND,
                Optional.empty(),
                List.of(chains),
                otherwise,
                false);
    }

    static FilterChain chain(String name, FilterChainMatch match, TransportSocket socket) {
        return new FilterChain(name, match, socket, List.of(http()));
    }

    static FilterChain chain(NetworkFilter... filters) {
        return new FilterChain("only", FilterChainMatch.ANY, new TransportSocket.RawBuffer(), List.of(filters));
    }

    static NetworkFilter http(HttpFilter... before) {
        return new NetworkFilter.Http(
                Routes.manager(new RouteSource.Inline(Routes.all(new RouteAction.NonForwarding())), filters(before)));
    }

    static NetworkFilter http(HttpConnectionManager manager) {
        return new NetworkFilter.Http(manager);
    }

    static List<HttpFilter> filters(HttpFilter... before) {
        List<HttpFilter> filters = new ArrayList<>(List.of(before));
        filters.addAll(Routes.ROUTER);
        return filters;
    }

    static HttpFilter rbac(Rbac rules) {
        return new HttpFilter("rbac", new FilterConfig.RbacFilter(Optional.of(rules), "", Optional.empty(), ""), false);
    }

    static Rbac rules(Rbac.Action action, Rbac.Permission what, Rbac.Principal who) {
        TreeMap<String, Rbac.Policy> policies = new TreeMap<>();
        policies.put("policy", new Rbac.Policy(List.of(what), List.of(who)));
        return new Rbac(action, policies);
    }

    static Rbac onlyWeb() {
        return rules(
                Rbac.Action.ALLOW,
                new Rbac.Permission.Any(),
                new Rbac.Principal.Authenticated(new StringMatcher.Exact("spiffe://mesh.test/ns/shop/sa/web", false)));
    }

    static Rbac.Permission path(String prefix) {
        return new Rbac.Permission.UrlPath(new StringMatcher.Prefix(prefix, false));
    }

    static DownstreamTls mtls() {
        return new DownstreamTls(
                new TransportSocket.CommonTls(
                        new TransportSocket.CertificateSource.None(),
                        new TransportSocket.ValidationSource.None(),
                        List.of(),
                        TransportSocket.TlsParameters.DEFAULT),
                true);
    }

    static FilterChainMatch match(String transport, String... alpn) {
        return new FilterChainMatch(
                Optional.empty(),
                List.of(),
                List.of(),
                transport,
                List.of(alpn),
                FilterChainMatch.SourceType.ANY,
                List.of(),
                List.of(),
                List.of());
    }

    static FilterChainMatch serverNames(String... names) {
        return new FilterChainMatch(
                Optional.empty(),
                List.of(),
                List.of(names),
                "",
                List.of(),
                FilterChainMatch.SourceType.ANY,
                List.of(),
                List.of(),
                List.of());
    }

    static FilterChainMatch addresses(int port, String destination, String source, FilterChainMatch.SourceType type) {
        return new FilterChainMatch(
                port == 0 ? Optional.empty() : Optional.of(port),
                ranges(destination),
                List.of(),
                "",
                List.of(),
                type,
                List.of(),
                ranges(source),
                List.of());
    }

    private static List<CidrRange> ranges(String range) {
        int slash = range.indexOf('/');
        return slash < 0
                ? List.of()
                : List.of(new CidrRange(range.substring(0, slash), Integer.parseInt(range.substring(slash + 1))));
    }
}
