package io.meshsdk.internal.call;

import static io.meshsdk.internal.call.Fixture.failed;
import static io.meshsdk.internal.call.Fixture.send;
import static io.meshsdk.internal.call.Fixture.status;
import static io.meshsdk.internal.call.Routes.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.upstream.Clusters;
import io.meshsdk.model.CircuitBreakers;
import io.meshsdk.model.CircuitBreakers.Thresholds;
import io.meshsdk.model.FractionalPercent;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.HedgePolicy;
import io.meshsdk.model.RequestMirror;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.RetryPolicy.RetryOn;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.RouteAction.Forward;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.RouteMatch;
import io.meshsdk.model.VirtualHost;
import io.meshsdk.spi.CallFacts;
import io.meshsdk.spi.CallObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code request_mirror_policies}: who gets a copy, and of what. */
class MirroringTest {
    private static final RequestMirror TO_SHADOW = mirror(FractionalPercent.ALL);
    private final List<String> observed = new ArrayList<>();

    @Test
    void aCopyGoesToTheMirrorsClusterWithAShadowsName() {
        Fixture mesh = mesh(CircuitBreakers.DEFAULT, Routes.mirrored(to("orders"), TO_SHADOW));
        OutboundCall copy = mirrors(mesh.open(Routes.get("orders:80/a").withHeaders(Headers.of("x-a", "1"))))
                .get(0)
                .call();

        assertThat(copy.plan()).isInstanceOf(Plan.Forward.class);
        copy.requestEnded();
        Attempt attempt = send(copy);
        assertThat(attempt.endpoint().cluster()).isEqualTo("shadow");
        assertThat(attempt.head().authority()).isEqualTo("orders-shadow:80");
        assertThat(attempt.head().path()).isEqualTo("/a");
        assertThat(attempt.head().headers().get("x-a")).isEqualTo("1");
        assertThat(copy.facts().cluster()).isEqualTo("shadow");
    }

    @Test
    void aMirrorIsTriedOnceAndIsNobodysCall() {
        RetryPolicy retry = RetryPolicy.on(Set.of(RetryOn.SERVER_ERROR), 3);
        Fixture mesh = mesh(CircuitBreakers.DEFAULT, Routes.mirrored(to("orders", retry), TO_SHADOW));
        OutboundCall copy = mirrors(mesh.open("orders/")).get(0).call();
        observed.clear();
        copy.requestEnded();
        Attempt attempt = send(copy);
        assertThat(attempt.responseHead(status(503))).isInstanceOf(Next.Commit.class);
        attempt.ended(new Outcome.Answered(503));
        copy.close(new Outcome.Answered(503));
        assertThat(observed).containsExactly("ended shadow");
    }

    @Test
    void aMirrorHasTheRoutesTimeAndNotItsCallersDeadline() {
        Fixture mesh = mesh(CircuitBreakers.DEFAULT, Routes.mirrored(to("orders"), TO_SHADOW));
        OutboundCall copy = mirrors(mesh.open("orders/")).get(0).call();
        copy.requestEnded();
        assertThat(send(copy).deadline().remaining(mesh.clock.nanos())).isEqualTo(15_000_000_000L);
    }

    @Test
    void aFullMirrorIsNotCalledAndItsPermitsComeBack() {
        CircuitBreakers one = new CircuitBreakers(new Thresholds(1024, 1024, 1, 3), Thresholds.DEFAULT);
        Fixture mesh = mesh(one, Routes.mirrored(to("orders"), TO_SHADOW));
        OutboundCall first = mirrors(mesh.open("orders/")).get(0).call();
        send(first);
        assertThat(failed(mirrors(mesh.open("orders/")).get(0).call().attempt()).flags())
                .hasToString("UO");
        first.close(new Outcome.Cancelled("mirror_dropped"));
        send(mirrors(mesh.open("orders/")).get(0).call());
    }

    @Test
    void aFractionOfCallsIsCopied() {
        Fixture mesh =
                mesh(CircuitBreakers.DEFAULT, Routes.mirrored(to("orders"), mirror(new FractionalPercent(25, 100))));
        int copies = 0;
        for (int i = 0; i < 1_000; i++) {
            copies += mirrors(mesh.open("orders/")).size();
        }
        // The seed is fixed.
        assertThat(copies).isBetween(200, 300);
    }

    @Test
    void aClusterThatIsNotThereGetsNoneAndTheCallGoesOn() {
        RequestMirror nowhere =
                new RequestMirror(new ClusterChoice.Named("gone"), FractionalPercent.ALL, Optional.empty(), false);
        RequestMirror byHeader =
                new RequestMirror(new ClusterChoice.FromHeader("x-to"), FractionalPercent.ALL, Optional.empty(), false);
        Fixture mesh = mesh(CircuitBreakers.DEFAULT, Routes.mirrored(to("orders"), nowhere, byHeader));
        assertThat(mirrors(mesh.open("orders/"))).isEmpty();
        assertThat(mirrors(mesh.open(Routes.get("orders/").withHeaders(Headers.of("x-to", "shadow")))))
                .hasSize(1);
    }

    @Test
    void theMostSpecificPoliciesHoldAndAreNotMerged() {
        Forward plain = to("orders");
        assertThat(mirrors(levels(plain, List.of(), List.of(TO_SHADOW)))).hasSize(1);
        assertThat(mirrors(levels(plain, List.of(TO_SHADOW), List.of(TO_SHADOW, TO_SHADOW))))
                .hasSize(1);
        assertThat(mirrors(levels(Routes.mirrored(plain, TO_SHADOW, TO_SHADOW), List.of(TO_SHADOW), List.of())))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "orders, orders-shadow",
        "orders:8080, orders-shadow:8080",
        "10.0.0.1:80, 10.0.0.1-shadow:80",
        "[::1]:80, [::1]-shadow:80"
    })
    void shadowStandsBeforeThePort(String authority, String shadow) {
        assertThat(Mirroring.authority(TO_SHADOW, authority)).isEqualTo(shadow);
    }

    @Test
    void theNameMayBeKeptOrGiven() {
        ClusterChoice shadow = new ClusterChoice.Named("shadow");
        assertThat(Mirroring.authority(
                        new RequestMirror(shadow, FractionalPercent.ALL, Optional.empty(), true), "orders:80"))
                .isEqualTo("orders:80");
        assertThat(Mirroring.authority(
                        new RequestMirror(shadow, FractionalPercent.ALL, Optional.of("test.host"), false), "orders:80"))
                .isEqualTo("test.host");
    }

    private OutboundCall levels(Forward forward, List<RequestMirror> ofHost, List<RequestMirror> ofConfiguration) {
        Fixture mesh = mesh(CircuitBreakers.DEFAULT, forward);
        VirtualHost host = new VirtualHost(
                "all",
                List.of("*"),
                List.of(Routes.route("r", RouteMatch.prefix("/"), forward)),
                HeaderMutations.NONE,
                RetryPolicy.NONE,
                Map.of(),
                false,
                false,
                VirtualHost.TlsRequirement.NONE,
                ofHost,
                HedgePolicy.NONE);
        RouteConfiguration routes = new RouteConfiguration(
                "routes",
                List.of(host),
                HeaderMutations.NONE,
                false,
                false,
                4096,
                Map.of(),
                "",
                false,
                ofConfiguration);
        mesh.publish(Routes.of(
                List.of(Routes.api("out", routes, Routes.ROUTER)), Clusters.eds("orders"), Clusters.eds("shadow")));
        return mesh.open("orders/");
    }

    private Fixture mesh(CircuitBreakers shadows, Forward forward) {
        Fixture mesh = new Fixture(OutboundPolicy.STRICT, new CallObserver() {
            @Override
            public Object opened(CallFacts call) {
                observed.add("opened");
                return NOTHING;
            }

            @Override
            public void attemptEnded(CallFacts call, Object kept, Endpoint endpoint, Outcome outcome) {
                observed.add("ended " + endpoint.cluster());
            }

            @Override
            public void closed(CallFacts call, Object kept, Outcome result) {
                observed.add("closed");
            }
        });
        mesh.upstreams.apply(Clusters.eds("shadow", shadows));
        mesh.upstreams.endpoints("shadow", Clusters.on(9));
        mesh.with(forward, Clusters.eds("orders"));
        mesh.publish(Routes.of(
                List.of(Routes.api("out", Routes.all(forward), Routes.ROUTER)),
                Clusters.eds("orders"),
                Clusters.eds("shadow", shadows)));
        return mesh;
    }

    private static List<Plan.Mirror> mirrors(OutboundCall call) {
        return ((Plan.Forward) call.plan()).mirrors();
    }

    private static RequestMirror mirror(FractionalPercent fraction) {
        return new RequestMirror(new ClusterChoice.Named("shadow"), fraction, Optional.empty(), false);
    }
}
