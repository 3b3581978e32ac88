package io.meshsdk.internal.xds.ads;

import static io.meshsdk.internal.xds.ads.Items.bare;
import static io.meshsdk.internal.xds.ads.Items.response;
import static io.meshsdk.model.ResourceType.CLUSTER;
import static io.meshsdk.model.ResourceType.LISTENER;
import static io.meshsdk.model.ResourceType.ROUTE_CONFIGURATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.xds.ads.AdsSettings.Fallback;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which of two servers is talked to. */
class FallbackTest {
    private static final Duration SILENCE = Fallback.WHENEVER_AWAY.silence();
    private static final Duration PATIENCE = Fallback.WHENEVER_AWAY.patience();
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final ManualTime time = new ManualTime();
    private final Items items = new Items();
    private final Recorder sink = new Recorder();
    private final ScriptedServer server = new ScriptedServer("first");
    private final ScriptedServer second = new ScriptedServer("second");

    @Test
    void theNextServerServesWhileTheFirstIsAwayAndTheFirstTakesOverOnceItAnswers() {
        AdsClient client = envoys();
        server.last().close("refused");
        assertThat(second.streams).hasSize(1);
        second.last().up();
        second.last().answer(response(CLUSTER, "s1", "n1", bare(CLUSTER, "a=1")));

        time.advance(Duration.ofSeconds(30));
        assertThat(server.streams).hasSizeGreaterThanOrEqualTo(2);
        ScriptedServer.Opened back = server.last();
        back.up();
        assertThat(second.last().cancelled).isFalse();
        assertThat(back.news()).contains(sotw(CLUSTER, "", "", ""));
        client.subscribe(ROUTE_CONFIGURATION, Set.of("r"));
        assertThat(back.news()).containsExactly(sotw(ROUTE_CONFIGURATION, "", "", "", "r"));

        back.answer(response(CLUSTER, "f1", "n1", bare(CLUSTER, "a=2")));

        assertThat(second.last().cancelled).isTrue();
        assertThat(back.news()).containsExactly(sotw(CLUSTER, "f1", "n1", ""));
        assertThat(sink.progress).contains(new Progress.Connected("first"));
    }

    @Test
    void aFirstServerThatStaysAwayIsTriedAgainAndAgainWithoutDisturbingTheSecond() {
        envoys();
        server.last().close("refused");
        second.last().up();
        second.last().answer(response(CLUSTER, "s1", "n1", bare(CLUSTER, "a=1")));

        for (int i = 0; i < 5; i++) {
            time.advance(Duration.ofSeconds(30));
            server.last().close("refused");
        }

        assertThat(server.streams).hasSizeGreaterThanOrEqualTo(6);
        assertThat(second.streams).hasSize(1);
        assertThat(sink.progress)
                .filteredOn(Progress.Disconnected.class::isInstance)
                .hasSize(1);
    }

    @Test
    void aFirstServerThatIsUpAndSilentIsPassedOverBeforeWhatIsAskedCountsAsAbsent() {
        envoys();
        server.last().up();

        time.advance(SILENCE.minusMillis(1));
        assertThat(second.streams).isEmpty();
        time.advance(Duration.ofMillis(1));

        assertThat(server.last().cancelled).isTrue();
        assertThat(sink.progress).contains(new Progress.Disconnected("first", "no answer within PT10S"));
        second.last().up();
        second.last().answer(response(CLUSTER, "s1", "n1", bare(CLUSTER, "a=1")));
        assertThat(sink.last().accepted()).containsOnlyKeys("a");
        assertThat(sink.updates)
                .allSatisfy(update -> assertThat(update.absent()).isEmpty());
    }

    @Test
    void oneAnswerIsEnoughToStay() {
        envoys();
        server.last().up();
        server.last().answer(response(CLUSTER, "1", "n1", bare(CLUSTER, "a=1")));

        time.advance(Duration.ofMinutes(10));

        assertThat(second.streams).isEmpty();
    }

    @Test
    void theLastServerIsKeptThoughItIsSilent() {
        envoys();
        server.last().close("refused");
        second.last().up();

        time.advance(SILENCE);

        assertThat(second.last().cancelled).isFalse();
        assertThat(second.streams).hasSize(1);
    }

    @Test
    void aFirstServerThatIsBackAndStillSilentIsLetGoAndTriedAgain() {
        envoys();
        server.last().up();
        time.advance(SILENCE);
        second.last().up();
        second.last().answer(response(CLUSTER, "s1", "n1", bare(CLUSTER, "a=1")));
        while (server.streams.size() < 2) {
            time.advance(Duration.ofMillis(100));
        }
        ScriptedServer.Opened probe = server.last();
        probe.up();

        time.advance(PATIENCE);
        assertThat(probe.cancelled).isTrue();
        assertThat(second.last().cancelled).isFalse();

        time.advance(PAUSE);
        assertThat(server.streams).hasSizeGreaterThan(2);
        server.last().up();
        server.last().answer(response(CLUSTER, "f1", "n1", bare(CLUSTER, "a=2")));
        assertThat(second.last().cancelled).isTrue();
    }

    @Test
    void whoAskedNothingYetWaitsForNoAnswer() {
        AdsClient client = grpcs();
        server.last().up();
        time.advance(Duration.ofMinutes(1));
        assertThat(second.streams).isEmpty();

        client.subscribe(LISTENER, Set.of("orders"));
        time.advance(SILENCE);

        assertThat(second.streams).hasSize(1);
    }

    @Test
    void aGrpcClientThatHasAllThatItAskedForStaysUntilItMissesSomething() {
        AdsClient client = grpcs();
        client.subscribe(LISTENER, Set.of("orders"));
        server.last().up();
        server.last().answer(response(LISTENER, "1", "n1", bare(LISTENER, "orders=1")));
        server.last().close("broken");
        while (server.streams.size() < 2) {
            time.advance(Duration.ofMillis(100));
        }
        server.last().close("refused");
        assertThat(second.streams).isEmpty();

        client.subscribe(LISTENER, Set.of("orders", "stock"));

        assertThat(second.streams).hasSize(1);
        second.last().up();
        assertThat(second.last().news())
                .containsExactly(new AdsRequest.StateOfTheWorld(LISTENER, "", List.of("orders", "stock"), "", ""));
    }

    @Test
    void aGrpcClientThatMissesSomethingGoesOnAtOnce() {
        grpcs().subscribe(LISTENER, Set.of("orders"));

        server.last().close("refused");

        assertThat(second.streams).hasSize(1);
    }

    private AdsClient envoys() {
        return client(AdsSettings.of(Variant.STATE_OF_THE_WORLD, Set.of(LISTENER, CLUSTER)));
    }

    private AdsClient grpcs() {
        return client(AdsSettings.of(Variant.STATE_OF_THE_WORLD, Set.of()).with(Fallback.FOR_WHAT_IS_MISSING));
    }

    private AdsClient client(AdsSettings settings) {
        return new AdsClient(List.of(server, second), settings, items.parser, sink, time, new Random(1));
    }

    private static AdsRequest sotw(ResourceType type, String version, String nonce, String error, String... names) {
        return new AdsRequest.StateOfTheWorld(type, version, List.of(names), nonce, error);
    }
}
