package io.meshsdk.internal.call;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Address;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.AttemptStep;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.config.Configuration;
import io.meshsdk.internal.upstream.Clusters;
import io.meshsdk.internal.upstream.LiveEndpoint;
import io.meshsdk.internal.upstream.Upstreams;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.RouteAction;
import io.meshsdk.spi.CallObserver;
import java.util.List;
import java.util.SplittableRandom;

/** An engine with a clock that stands, and short words for what a driver does with it. */
final class Fixture {
    final Clock clock = new Clock();
    final Upstreams upstreams = new Upstreams(new SplittableRandom(1));
    final OutboundCalls calls;
    final SnapshotCompiler compiler;

    Fixture() {
        this(OutboundPolicy.STRICT, CallObserver.NONE);
    }

    Fixture(OutboundPolicy policy, CallObserver observer) {
        calls = new OutboundCalls(clock, new SplittableRandom(7), observer, policy);
        compiler = new SnapshotCompiler(upstreams, policy, List.of(calls::publish));
    }

    /** The cluster orders with endpoints on ports 1 and 2, and one route to everything. */
    static Fixture routing(RouteAction action) {
        return new Fixture().with(action, Clusters.eds("orders"));
    }

    Fixture with(RouteAction action, Cluster cluster, int... ports) {
        upstreams.apply(cluster);
        upstreams.endpoints(cluster.name(), Clusters.on(ports.length == 0 ? new int[] {1, 2} : ports));
        publish(Routes.of(List.of(Routes.api("out", Routes.all(action), Routes.ROUTER)), cluster));
        return this;
    }

    List<LiveEndpoint> endpoints() {
        return requireNonNull(upstreams.find("orders")).endpoints();
    }

    void publish(Configuration configuration) {
        compiler.publish(configuration);
    }

    OutboundCall open(String url) {
        return calls.open(Routes.get(url), CallOptions.HTTP);
    }

    OutboundCall open(RequestHead head) {
        return calls.open(head, CallOptions.HTTP);
    }

    /** A call that was planned to be forwarded, its request read. */
    OutboundCall forwarded(String url) {
        OutboundCall call = open(url);
        assertThat(call.plan()).isInstanceOf(Plan.Forward.class);
        call.requestEnded();
        return call;
    }

    static Attempt send(OutboundCall call) {
        AttemptStep step = call.attempt();
        assertThat(step).isInstanceOf(AttemptStep.Send.class);
        return ((AttemptStep.Send) step).attempt();
    }

    static LocalReply failed(AttemptStep step) {
        assertThat(step).isInstanceOf(AttemptStep.Fail.class);
        return ((AttemptStep.Fail) step).reply();
    }

    static LocalReply failed(Next next) {
        assertThat(next).isInstanceOf(Next.Fail.class);
        return ((Next.Fail) next).reply();
    }

    static LocalReply refused(Plan plan) {
        assertThat(plan).isInstanceOf(Plan.Refuse.class);
        return ((Plan.Refuse) plan).reply();
    }

    static int port(Attempt attempt) {
        return ((Address.Socket) attempt.endpoint().address()).port();
    }

    static ResponseHead status(int status) {
        return new ResponseHead(status, Headers.EMPTY);
    }
}
