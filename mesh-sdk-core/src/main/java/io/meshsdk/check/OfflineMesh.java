package io.meshsdk.check;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.internal.call.InboundCalls;
import io.meshsdk.internal.call.InboundSecurity;
import io.meshsdk.internal.call.OutboundCalls;
import io.meshsdk.internal.call.OutboundPolicy;
import io.meshsdk.internal.call.SnapshotCompiler;
import io.meshsdk.internal.config.Configuration;
import io.meshsdk.internal.upstream.Upstreams;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.internal.xds.wire.MessageParser;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.Listener;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.TransportSocket.DownstreamTls;
import io.meshsdk.spi.CallObserver;
import io.meshsdk.transport.ServerSecurity;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The engine of a mesh on a configuration of its own: the parser, compiler and decisions that a mesh runs, a clock that stands, and
 * the same random numbers at each run. Used by one thread.
 */
final class OfflineMesh {
    private static final MessageParser PARSER = new MessageParser();

    final StandingClock clock = new StandingClock();
    final Upstreams upstreams = new Upstreams(new SplittableRandom(1));
    private final OutboundCalls outbound;
    private final InboundCalls inbound;
    private final SnapshotCompiler compiler;
    private final Map<String, Cluster> clusters = new HashMap<>();

    OfflineMesh(OutboundPolicy policy) {
        outbound = new OutboundCalls(clock, new SplittableRandom(7), CallObserver.NONE, policy);
        // Paths mean what was sent, as behind a proxy; that a servlet container reads some otherwise is no part of a
        // recording.
        inbound = new InboundCalls(
                clock,
                new SplittableRandom(7),
                CallObserver.NONE,
                new NoTls(),
                port -> false,
                UnaryOperator.identity());
        compiler = new SnapshotCompiler(upstreams, policy, List.of(outbound::publish, inbound::publish));
    }

    /** What the parser makes of a resource, by the rules of a bootstrap. */
    static Parsed parse(ResourceType type, String json, Optional<Set<String>> clusters) {
        return PARSER.parseJson(type, json, clusters);
    }

    /** A static cluster with its endpoints. */
    void cluster(String json) {
        Cluster cluster = (Cluster) taken(ResourceType.CLUSTER, json);
        clusters.put(cluster.name(), cluster);
        upstreams.apply(cluster);
        if (cluster.discovery() instanceof Cluster.Discovery.Static fixed) {
            upstreams.endpoints(cluster.name(), fixed.assignment());
        }
    }

    /**
     * From now on calls go by this listener.
     *
     * @throws RefusedException where the parser does not take it
     */
    Listener listen(String json) {
        Listener listener = (Listener) taken(ResourceType.LISTENER, json);
        compiler.publish(new Configuration(Map.of(listener.name(), listener), Map.of(), clusters));
        return listener;
    }

    OutboundCall open(RequestHead head) {
        return outbound.open(head, CallOptions.HTTP);
    }

    /**
     * A call that comes in.
     *
     * @throws MalformedVectorException where its connection is refused, which no recording is about
     */
    InboundCall receive(RequestHead head, Peer peer, ConnectionFacts connection) {
        Inbound.Acceptance acceptance = inbound.port(Surroundings.PORT).accept(connection);
        if (acceptance instanceof Inbound.Acceptance.Accept accept) {
            return accept.chain().open(head, peer, connection);
        }
        throw new MalformedVectorException("its connection is refused: " + acceptance);
    }

    private static Resource taken(ResourceType type, String json) {
        Parsed parsed = parse(type, json, Optional.empty());
        if (parsed instanceof Parsed.Accepted accepted) {
            return accepted.resource();
        }
        throw new RefusedException(((Parsed.Rejected) parsed).why().get(0).toString());
    }

    /** The parser does not take a configuration that was recorded as taken. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    /** No decision here is about a handshake. */
    private static final class NoTls implements InboundSecurity {
        @Override
        public Supplier<ServerSecurity> of(DownstreamTls tls) {
            return () -> new ServerSecurity.Refused(0, "there is no TLS without a network");
        }

        @Override
        public void retain(Collection<DownstreamTls> used) {}
    }
}
