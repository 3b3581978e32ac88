package io.meshsdk.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Outbound.Reach;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.call.ListenerSearch;
import io.meshsdk.internal.call.OutboundCalls;
import io.meshsdk.internal.call.OutboundPolicy;
import io.meshsdk.internal.call.SnapshotCompiler;
import io.meshsdk.internal.upstream.Upstreams;
import io.meshsdk.internal.xds.ads.ManualTime;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.Secret;
import io.meshsdk.spi.CallObserver;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.ConfigSource;
import io.meshsdk.spi.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What becomes of a call whose listener has to be asked for. The user lets unknown hosts pass by, which is the hardest case. */
class DemandedCallsTest implements SecretSink, ConfigListener {
    private static final OutboundPolicy PASSING =
            OutboundPolicy.STRICT.withUnknownHost(OutboundPolicy.UnknownHost.PASS_THROUGH);

    private final ManualTime time = new ManualTime();
    private final Demands demands = new Demands(authority -> authority, time, Runnable::run);
    private final OutboundCalls calls = new OutboundCalls(
            time, new SplittableRandom(1), CallObserver.NONE, PASSING, ListenerSearch.byName(demands));
    private final List<String> asked = new ArrayList<>();
    private final ConfigStore store = store();

    @Test
    void aCallAsksForItsListenerAndWaitsUntilAllThatItNeedsIsThere() {
        Waiting call = new Waiting("orders");
        assertThat(asked).containsExactly("LISTENER [orders]");
        assertThat(calls.reach("orders")).isInstanceOf(Reach.NotYet.class);

        deliver(ResourceType.LISTENER, Map.of("orders", ConfigStoreTest.listener("orders", "r")));
        deliver(ResourceType.ROUTE_CONFIGURATION, Map.of("r", ConfigStoreTest.routes("r", "c")));
        assertThat(asked.subList(1, asked.size())).containsExactly("ROUTE_CONFIGURATION [r]", "CLUSTER [c]");
        deliver(ResourceType.CLUSTER, Map.of("c", ConfigStoreTest.edsCluster("c")));
        assertThat(call.plans).isEmpty();

        deliver(ResourceType.CLUSTER_LOAD_ASSIGNMENT, Map.of("c", ConfigStoreTest.endpoints("c", 100)));

        assertThat(call.plans).hasSize(1).first().isInstanceOf(Plan.Forward.class);
        assertThat(calls.reach("orders")).isInstanceOf(Reach.Meshed.class);
    }

    @Test
    void whatTheControlPlaneSaysItDoesNotHaveIsPassedBy() {
        Waiting call = new Waiting("elsewhere");

        noListener("elsewhere");

        assertThat(call.plans).hasSize(1).first().isInstanceOf(Plan.PassThrough.class);
        assertThat(calls.reach("elsewhere")).isInstanceOf(Reach.Unknown.class);
    }

    @Test
    void whatTheControlPlaneIsSilentAboutIsNeverPassedBy() {
        Waiting call = new Waiting("orders");

        store.progress(new ConfigSink.Progress.Unanswered(ResourceType.LISTENER, Set.of("orders")));
        noListener("orders");

        assertThat(call.refusal()).isEqualTo("503 NC");
        assertThat(plan("orders")).isInstanceOf(Plan.Refuse.class);
        assertThat(calls.reach("orders")).isInstanceOf(Reach.Meshed.class);
    }

    @Test
    void whatTheControlPlaneTellsBadlyIsNeverPassedBy() {
        Waiting call = new Waiting("orders");

        store.update(new ConfigSink.Update(
                ResourceType.LISTENER,
                "1",
                Map.of(),
                Set.of(),
                Set.of("orders"),
                List.of(new Finding.Rejected(ResourceType.LISTENER, "orders", "api_listener", "is bad")),
                List.of()));

        assertThat(call.refusal()).isEqualTo("503 NC");
    }

    @Test
    void whileNobodyAnswersACallWaitsABoundedTimeAndIsRefused() {
        Waiting call = new Waiting("orders");

        time.advance(Duration.ofSeconds(15));

        assertThat(call.call.plan()).isInstanceOf(Plan.Refuse.class);
    }

    @Test
    void hostsOfStrangersBeyondTheCapAreRefusedWithAFlagAndCostNothing() {
        for (int i = 0; i < Demands.MOST; i++) {
            demands.of("host-" + i, time.nanos());
        }

        assertThat(text(plan("orders"))).isEqualTo("503 UO");
        assertThat(text(plan("x".repeat(10_000)))).isEqualTo("503 UO");
        assertThat(demands.names()).hasSize(Demands.MOST);
    }

    @Test
    void whatNobodyCallsForTenMinutesIsLetGoWithAllThatItNamed() {
        aCallAsksForItsListenerAndWaitsUntilAllThatItNeedsIsThere();
        asked.clear();

        time.advance(Duration.ofMinutes(12));

        assertThat(asked)
                .containsExactly("LISTENER []", "ROUTE_CONFIGURATION []", "CLUSTER []", "CLUSTER_LOAD_ASSIGNMENT []");
        assertThat(plan("orders")).isInstanceOf(Plan.Later.class);
        assertThat(asked).endsWith("LISTENER [orders]");
    }

    /** One call, planned again when it is woken. */
    private final class Waiting {
        private final OutboundCall call;
        private final List<Plan> plans = new ArrayList<>();

        private Waiting(String authority) {
            call = open(authority);
            ((Plan.Later) call.plan()).waiting().onReady(() -> plans.add(call.plan()));
            assertThat(plans).isEmpty();
        }

        private String refusal() {
            assertThat(plans).hasSize(1);
            return text(plans.get(0));
        }
    }

    private Plan plan(String authority) {
        return open(authority).plan();
    }

    private OutboundCall open(String authority) {
        return calls.open(new RequestHead("GET", "http", authority, "/", Headers.EMPTY), CallOptions.HTTP);
    }

    private static String text(Plan plan) {
        LocalReply reply = ((Plan.Refuse) plan).reply();
        return reply.status() + " " + reply.flags();
    }

    private void deliver(ResourceType type, Map<String, io.meshsdk.model.Resource> resources) {
        store.update(new ConfigSink.Update(type, "1", resources, Set.of(), Set.of(), List.of(), List.of()));
    }

    private void noListener(String name) {
        store.update(new ConfigSink.Update(
                ResourceType.LISTENER, "1", Map.of(), Set.of(), Set.of(name), List.of(), List.of()));
    }

    private ConfigStore store() {
        Upstreams upstreams = new Upstreams(new SplittableRandom(1));
        ConfigStore made = new ConfigStore(
                upstreams,
                this,
                new SnapshotCompiler(upstreams, PASSING, List.of(calls::publish)),
                new DnsEndpoints((host, answer) -> {}, time),
                this,
                time);
        made.askByName(demands);
        made.progress(new ConfigSink.Progress.Settled(ResourceType.CLUSTER));
        made.progress(new ConfigSink.Progress.Settled(ResourceType.LISTENER));
        made.attach(new ConfigSource.Feed() {
            @Override
            public void subscribe(ResourceType type, Set<String> names) {
                asked.add(type + " " + new TreeSet<>(names));
            }

            @Override
            public void close() {}
        });
        return made;
    }

    @Override
    public void secret(Secret secret) {}

    @Override
    public void absent(String secret) {}

    @Override
    public void rejected(Finding.Rejected why) {}

    @Override
    public void updated(ConfigSink.Update update) {}

    @Override
    public void progress(ConfigSink.Progress progress) {}
}
