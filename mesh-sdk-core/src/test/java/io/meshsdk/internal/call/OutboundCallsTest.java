package io.meshsdk.internal.call;

import static io.meshsdk.internal.call.Fixture.failed;
import static io.meshsdk.internal.call.Fixture.port;
import static io.meshsdk.internal.call.Fixture.refused;
import static io.meshsdk.internal.call.Fixture.send;
import static io.meshsdk.internal.call.Fixture.status;
import static io.meshsdk.internal.call.Routes.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Deadline;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.upstream.Clusters;
import io.meshsdk.model.CircuitBreakers;
import io.meshsdk.model.CircuitBreakers.Thresholds;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HttpFilter;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.RetryPolicy.RetryOn;
import io.meshsdk.spi.CallFacts;
import io.meshsdk.spi.CallObserver;
import io.meshsdk.transport.ClientSecurity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutboundCallsTest {
    private static final RetryPolicy ON_5XX = RetryPolicy.on(Set.of(RetryOn.SERVER_ERROR), 1);

    @Test
    void aCallGoesToAnEndpointOfItsRoutesCluster() {
        Fixture mesh = Fixture.routing(to("orders"));
        OutboundCall call = mesh.forwarded("orders/a?b=1");

        Attempt attempt = send(call);

        assertThat(attempt.endpoint().cluster()).isEqualTo("orders");
        assertThat(attempt.head())
                .isEqualTo(
                        Routes.get("orders/a?b=1").withHeaders(Headers.of("x-envoy-expected-rq-timeout-ms", "15000")));
        assertThat(attempt.responseHead(status(200))).isEqualTo(new Next.Commit(status(200), List.of()));
        assertThat(attempt.ended(new Outcome.Answered(200))).isEqualTo(Next.DONE);
        call.close(new Outcome.Answered(200));
        assertThat(mesh.endpoints()).allMatch(endpoint -> endpoint.active() == 0);
    }

    @Test
    void roundRobinTakesTurns() {
        Fixture mesh = Fixture.routing(to("orders"));
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ports.add(port(send(mesh.forwarded("orders/"))));
        }
        assertThat(ports.subList(0, 2)).containsExactlyInAnyOrder(1, 2);
        assertThat(ports.subList(2, 4)).isEqualTo(ports.subList(0, 2));
    }

    @Test
    void aRetriedAnswerIsNotGivenToTheCaller() {
        OutboundCall call = Fixture.routing(to("orders", ON_5XX)).forwarded("orders/");
        Attempt first = send(call);
        assertThat(first.responseHead(status(503)))
                .isInstanceOfSatisfying(
                        Next.Again.class,
                        again -> assertThat(again.delayNanos()).isBetween(0L, 25_000_000L));

        Attempt second = send(call);
        assertThat(second.number()).isEqualTo(2);
        assertThat(port(second)).isNotEqualTo(port(first));
        assertThat(second.responseHead(status(503))).as("no retry is left").isInstanceOf(Next.Commit.class);
    }

    @Test
    void theLastAnswerCarriesUrx() {
        List<String> flags = new ArrayList<>();
        Fixture mesh = new Fixture(OutboundPolicy.STRICT, new CallObserver() {
            @Override
            public void closed(CallFacts call, Object kept, Outcome result) {
                flags.add(call.flags() + " after " + call.attempts());
            }
        });
        OutboundCall call =
                mesh.with(to("orders", ON_5XX), Clusters.eds("orders")).forwarded("orders/");
        send(call).responseHead(status(503));
        send(call).responseHead(status(503));
        call.close(new Outcome.Answered(503));
        call.close(new Outcome.Answered(503));

        assertThat(flags).containsExactly("URX after 2");
    }

    @Test
    void factsNameRouteClusterEndpointAndWhoAnswered() {
        OutboundCall call = Fixture.routing(to("orders", ON_5XX)).forwarded("orders/");
        Attempt first = send(call);
        first.connected(new Peer.Certified(List.of("spiffe://mesh/one"), List.of(), ""));
        first.responseHead(status(503));
        Attempt second = send(call);
        assertThat(call.facts().peer()).as("not connected yet").isEqualTo(Peer.PLAINTEXT);
        second.connected(new Peer.Certified(List.of("spiffe://mesh/two"), List.of(), ""));
        second.responseHead(status(200));
        call.close(new Outcome.Answered(200));

        CallFacts facts = call.facts();
        assertThat(facts.route()).isEqualTo("r");
        assertThat(facts.cluster()).isEqualTo("orders");
        assertThat(facts.endpoint()).isSameAs(second.endpoint());
        assertThat(facts.peer().name()).isEqualTo("spiffe://mesh/two");
        assertThat(facts.attempts()).isEqualTo(2);
    }

    @Test
    void aCallWhoseBodyIsLostIsNotRetriedAndCarriesNoFlag() {
        OutboundCall call = Fixture.routing(to("orders", ON_5XX)).forwarded("orders/");
        call.replayLost();

        LocalReply reply = failed(send(call).ended(new Outcome.Disconnected("upstream_reset_before_response_started")));

        assertThat(reply.flags()).hasToString("UC");
        assertThat(reply.status()).isEqualTo(503);
    }

    @Test
    void whatTheServerDidNotSeeIsSentAgainOnceWithoutAPolicy() {
        OutboundCall call = Fixture.routing(to("orders")).forwarded("orders/");
        Outcome unseen = new Outcome.Unprocessed("upstream_reset_before_response_started{keep-alive race}");

        assertThat(send(call).ended(unseen)).isEqualTo(new Next.Again(0));
        assertThat(failed(send(call).ended(unseen)).flags()).hasToString("UR");
    }

    @Test
    void theRoutesTimeoutStartsWithTheWholeRequestAndIsNotRetried() {
        Fixture mesh = Fixture.routing(to("orders", ON_5XX));
        OutboundCall call = mesh.open("orders/");
        call.plan();
        Attempt attempt = send(call);
        assertThat(attempt.deadline()).isEqualTo(Deadline.NONE);
        mesh.clock.advance(Duration.ofSeconds(100));
        call.requestEnded();
        assertThat(attempt.deadline()).isEqualTo(Deadline.after(mesh.clock.nanos(), 15_000_000_000L));

        mesh.clock.advance(Duration.ofSeconds(15));
        LocalReply reply = failed(attempt.timedOut(Attempt.Timeout.DEADLINE));

        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.flags()).hasToString("UT");
        assertThat(reply.details()).isEqualTo("response_timeout");
        assertThat(reply.body()).isEqualTo("upstream request timeout");
    }

    @Test
    void aTryTimeoutIsRetriedAndThenCarriesUrxAndUt() {
        RetryPolicy perTry = new RetryPolicy(
                Set.of(RetryOn.SERVER_ERROR),
                1,
                java.util.Optional.of(Duration.ofMillis(100)),
                java.util.Optional.empty(),
                Set.of(),
                List.of(),
                List.of(),
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                true,
                3);
        Fixture mesh = Fixture.routing(to("orders", perTry));
        OutboundCall call = mesh.forwarded("orders/");
        Attempt first = send(call);
        assertThat(first.deadline()).isEqualTo(Deadline.after(mesh.clock.nanos(), 100_000_000));
        mesh.clock.advance(Duration.ofMillis(100));
        assertThat(first.timedOut(Attempt.Timeout.DEADLINE)).isInstanceOf(Next.Again.class);
        assertThat(first.timedOut(Attempt.Timeout.DEADLINE)).as("it is over").isEqualTo(Next.HOLD);
        Attempt second = send(call);
        assertThat(second.endpoint()).isNotSameAs(first.endpoint());
        mesh.clock.advance(Duration.ofMillis(100));

        LocalReply reply = failed(second.timedOut(Attempt.Timeout.DEADLINE));

        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.flags()).hasToString("UT,URX");
    }

    @Test
    void idleAndMaxStreamDurationEndACallAsInEnvoy() {
        Fixture mesh = Fixture.routing(
                Routes.timed(to("orders"), Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2)));
        Attempt idle = send(mesh.forwarded("orders/"));
        assertThat(idle.idleNanos()).isEqualTo(1_000_000_000L);
        LocalReply reply = failed(idle.timedOut(Attempt.Timeout.IDLE));
        assertThat(reply.flags()).hasToString("SI");
        assertThat(reply.body()).isEqualTo("stream timeout");

        Attempt streaming = send(mesh.forwarded("orders/"));
        mesh.clock.advance(Duration.ofSeconds(2));
        LocalReply over = failed(streaming.timedOut(Attempt.Timeout.DEADLINE));
        assertThat(over.status()).isEqualTo(504);
        assertThat(over.flags()).hasToString("-");
        assertThat(over.body()).isEqualTo("downstream duration timeout");
    }

    @Test
    void theCallersDeadlineIsHeededBeforeAnAttempt() {
        Fixture mesh = Fixture.routing(to("orders", ON_5XX));
        CallOptions options = CallOptions.HTTP.withDeadline(Deadline.after(mesh.clock.nanos(), 1_000));
        OutboundCall call = mesh.calls.open(Routes.get("orders/"), options);
        call.plan();
        assertThat(send(call).responseHead(status(500)))
                .isInstanceOfSatisfying(
                        Next.Again.class,
                        again -> assertThat(again.delayNanos()).isLessThanOrEqualTo(1_000));
        mesh.clock.advance(Duration.ofNanos(1_000));

        assertThat(failed(call.attempt()).flags()).hasToString("DT");
    }

    @Test
    void aFullClusterRefusesWithUoAndIsFreeAgainAfterwards() {
        CircuitBreakers one = new CircuitBreakers(new Thresholds(1024, 1024, 1, 3), Thresholds.DEFAULT);
        Fixture mesh = new Fixture().with(to("orders"), Clusters.eds("orders", one));
        OutboundCall first = mesh.forwarded("orders/");
        send(first);

        LocalReply reply = failed(mesh.forwarded("orders/").attempt());
        assertThat(reply.flags()).hasToString("UO");
        assertThat(reply.details()).isEqualTo("upstream_reset_before_response_started{overflow}");
        assertThat(reply.headers().get("x-envoy-overloaded")).isEqualTo("true");

        first.cancel("enough");
        send(mesh.forwarded("orders/"));
    }

    @Test
    void aRetryRefusedByMaxRetriesGivesTheAnswerWithUo() {
        CircuitBreakers none = new CircuitBreakers(new Thresholds(1024, 1024, 1024, 0), Thresholds.DEFAULT);
        OutboundCall call = new Fixture()
                .with(to("orders", ON_5XX), Clusters.eds("orders", none))
                .forwarded("orders/");
        Attempt attempt = send(call);
        assertThat(attempt.responseHead(status(503))).isInstanceOf(Next.Commit.class);
        assertThat(((CallFacts) call).flags()).hasToString("UO");
    }

    @Test
    void aCallsOwnRetryDoesNotStandInTheWayOfItsNext() {
        CircuitBreakers one = new CircuitBreakers(new Thresholds(1024, 1024, 1024, 1), Thresholds.DEFAULT);
        Fixture mesh = new Fixture()
                .with(to("orders", RetryPolicy.on(Set.of(RetryOn.SERVER_ERROR), 2)), Clusters.eds("orders", one));
        OutboundCall call = mesh.forwarded("orders/");
        assertThat(send(call).responseHead(status(503))).isInstanceOf(Next.Again.class);
        assertThat(send(call).responseHead(status(503))).isInstanceOf(Next.Again.class);
        Attempt third = send(call);
        assertThat(send(mesh.forwarded("orders/")).responseHead(status(503)))
                .as("the one permit is out")
                .isInstanceOf(Next.Commit.class);
        assertThat(third.responseHead(status(200))).isInstanceOf(Next.Commit.class);
        assertThat(((CallFacts) call).flags()).hasToString("-");
        call.close(new Outcome.Answered(200));

        assertThat(send(mesh.forwarded("orders/")).responseHead(status(503))).isInstanceOf(Next.Again.class);
        assertThat(send(mesh.forwarded("orders/")).responseHead(status(503)))
                .as("no more than was taken came back")
                .isInstanceOf(Next.Commit.class);
    }

    @Test
    void aPromisedRetryThatIsNeverMadeGivesItsPermitBack() {
        CircuitBreakers one = new CircuitBreakers(new Thresholds(1024, 1024, 1024, 1), Thresholds.DEFAULT);
        Fixture mesh = new Fixture().with(to("orders", ON_5XX), Clusters.eds("orders", one));
        OutboundCall call = mesh.forwarded("orders/");
        assertThat(send(call).responseHead(status(503))).isInstanceOf(Next.Again.class);
        call.close(new Outcome.Cancelled("gone"));

        assertThat(send(mesh.forwarded("orders/")).responseHead(status(503))).isInstanceOf(Next.Again.class);
    }

    @Test
    void aClusterWithoutEndpointsIsUh() {
        Fixture mesh = Fixture.routing(to("orders"));
        mesh.upstreams.endpoints("orders", Clusters.on());
        assertThat(failed(mesh.forwarded("orders/").attempt()).flags()).hasToString("UH");
    }

    @Test
    void anEndpointWithoutItsKeyIsNeverCalledInPlaintext() {
        Fixture mesh = new Fixture().with(to("orders"), Clusters.eds("orders", Clusters.TLS));
        Attempt attempt = send(mesh.forwarded("orders/"));
        assertThat(attempt.security())
                .isInstanceOfSatisfying(
                        ClientSecurity.Refused.class,
                        refused -> assertThat(refused.why()).contains("no key and trust"));

        Next.AfterEnd end = attempt.ended(new Outcome.ConnectFailed(
                "upstream_reset_before_response_started{remote_connection_failure|TLS_error:no key}"));
        assertThat(end).isInstanceOfSatisfying(Next.Fail.class, fail -> {
            assertThat(fail.reply().flags()).hasToString("UF");
            assertThat(fail.reply().body())
                    .endsWith("remote connection failure, transport failure reason: TLS_error:no key");
        });
        assertThat(mesh.endpoints()).allMatch(endpoint -> endpoint.active() == 0);
    }

    @Test
    void aClusterThatIsNotThereIsNc() {
        LocalReply reply = refused(Fixture.routing(to("gone")).open("orders/").plan());
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.flags()).hasToString("NC");
        assertThat(reply.details()).startsWith("cluster_not_found");
    }

    @Test
    void aGrpcRequestGetsAGrpcStatus() {
        OutboundCall call = Fixture.routing(to("gone"))
                .open(Routes.get("orders/").withHeaders(Headers.of("content-type", "application/grpc")));
        LocalReply reply = refused(call.plan());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().get("grpc-status")).isEqualTo("14");
    }

    @Test
    void anUnknownFilterStopsTheCallByName() {
        Fixture mesh = Fixture.routing(to("orders"));
        HttpFilter unknown = new HttpFilter("jwt", new FilterConfig.Unsupported("type/jwt", false), false);
        mesh.publish(Routes.of(
                List.of(Routes.api("out", Routes.all(to("orders")), List.of(unknown, Routes.ROUTER.get(0)))),
                Clusters.eds("orders")));

        LocalReply reply = refused(mesh.open("orders/").plan());
        assertThat(reply.flags()).hasToString("NFCF");
        assertThat(reply.body()).contains("type/jwt");
    }

    @Test
    void aCallWaitsForTheFirstConfigurationAndIsThenPlanned() {
        Fixture mesh = new Fixture();
        OutboundCall call = mesh.open("orders/");
        Plan.Later later = (Plan.Later) call.plan();
        List<Plan> plans = new ArrayList<>();
        later.waiting().onReady(() -> plans.add(call.plan()));
        assertThat(plans).isEmpty();

        mesh.with(to("orders"), Clusters.eds("orders"));

        assertThat(plans).hasSize(1).first().isInstanceOf(Plan.Forward.class);
    }

    @Test
    void aCallThatWaitedTooLongIsRefusedNeverPassedBy() {
        OutboundPolicy passing = OutboundPolicy.STRICT
                .withUnknownHost(OutboundPolicy.UnknownHost.PASS_THROUGH)
                .withConfigurationWait(Duration.ofSeconds(1));
        Fixture mesh = new Fixture(passing, CallObserver.NONE);
        OutboundCall call = mesh.open("orders/");
        Plan.Later later = (Plan.Later) call.plan();
        assertThat(later.waiting().until()).isEqualTo(Deadline.after(mesh.clock.nanos(), 1_000_000_000));
        mesh.clock.advance(Duration.ofSeconds(1));

        assertThat(refused(call.plan()).flags()).hasToString("NC");
    }

    @Test
    void closingTwiceReleasesOnce() {
        CircuitBreakers one = new CircuitBreakers(new Thresholds(1024, 1024, 1, 3), Thresholds.DEFAULT);
        Fixture mesh = new Fixture().with(to("orders"), Clusters.eds("orders", one));
        OutboundCall call = mesh.forwarded("orders/");
        Attempt attempt = send(call);
        attempt.responseHead(status(200));
        call.close(new Outcome.Answered(200));
        attempt.ended(new Outcome.Answered(200));
        call.close(new Outcome.Answered(200));

        send(mesh.forwarded("orders/"));
        assertThat(failed(mesh.forwarded("orders/").attempt()).flags()).hasToString("UO");
    }
}
