package io.meshsdk.internal.xds.ads;

import static io.meshsdk.internal.xds.ads.Items.bare;
import static io.meshsdk.internal.xds.ads.Items.removal;
import static io.meshsdk.internal.xds.ads.Items.response;
import static io.meshsdk.internal.xds.ads.Items.wrapped;
import static io.meshsdk.model.ResourceType.CLUSTER;
import static io.meshsdk.model.ResourceType.CLUSTER_LOAD_ASSIGNMENT;
import static io.meshsdk.model.ResourceType.LISTENER;
import static io.meshsdk.model.ResourceType.ROUTE_CONFIGURATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdsClientTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration FETCH = Duration.ofSeconds(15);

    private final ManualTime time = new ManualTime();
    private final Items items = new Items();
    private final Recorder sink = new Recorder();
    private final ScriptedServer server = new ScriptedServer("first");
    private final ScriptedServer second = new ScriptedServer("second");

    @Test
    void asksForAllListenersAndClustersOnceTheStreamIsUp() {
        client(Variant.STATE_OF_THE_WORLD);
        assertThat(server.last().news()).isEmpty();

        server.last().up();

        assertThat(server.last().news()).containsExactly(sotw(CLUSTER, "", "", ""), sotw(LISTENER, "", "", ""));
        assertThat(sink.progress).containsExactly(new Progress.Connected("first"));
    }

    @Test
    void deliversWhatIsNewAcknowledgesItAndLetsTheNextIn() {
        client(Variant.STATE_OF_THE_WORLD);
        server.last().up();
        server.last().news();

        server.last().answer(response(CLUSTER, "1", "n1", bare(CLUSTER, "a=1"), bare(CLUSTER, "b=1")));

        assertThat(server.last().news()).containsExactly(sotw(CLUSTER, "1", "n1", ""));
        assertThat(sink.last().accepted()).containsOnlyKeys("a", "b");
        assertThat(sink.last().version()).isEqualTo("1");
        assertThat(sink.progress).contains(new Progress.Settled(CLUSTER), new Progress.Acked(CLUSTER, "1"));
        assertThat(server.last().allowed).isEqualTo(1);
    }

    @Test
    void appliesTheGoodOfARefusedResponseAndNamesTheBad() {
        client(Variant.STATE_OF_THE_WORLD);
        server.last().up();
        server.last().answer(response(CLUSTER, "1", "n1", bare(CLUSTER, "a=1"), bare(CLUSTER, "b=1")));
        server.last().news();

        server.last().answer(response(CLUSTER, "2", "n2", bare(CLUSTER, "a=22"), bare(CLUSTER, "b=bad")));

        assertThat(server.last().news()).containsExactly(sotw(CLUSTER, "1", "n2", "b: field[0]: is bad; make it good"));
        assertThat(sink.last().accepted()).containsOnlyKeys("a");
        assertThat(sink.last().removed()).isEmpty();
        assertThat(sink.last().rejected()).hasSize(1);
    }

    @Test
    void aRefusedVersionIsNotResumedOnTheNextStream() {
        client(Variant.STATE_OF_THE_WORLD);
        server.last().up();
        server.last().answer(response(CLUSTER, "1", "n1", bare(CLUSTER, "a=1")));
        server.last().answer(response(CLUSTER, "2", "n2", bare(CLUSTER, "a=bad")));

        reconnect();

        assertThat(server.last().news()).containsExactly(sotw(CLUSTER, "1", "", ""), sotw(LISTENER, "", "", ""));
    }

    @Test
    void absenceRemovesClustersAndListenersButNeitherRoutesNorEndpoints() {
        AdsClient client = client(Variant.STATE_OF_THE_WORLD);
        server.last().up();
        client.subscribe(ROUTE_CONFIGURATION, Set.of("r1", "r2"));
        server.last().answer(response(CLUSTER, "1", "n1", bare(CLUSTER, "a=1"), bare(CLUSTER, "b=1")));
        server.last()
                .answer(response(
                        ROUTE_CONFIGURATION,
                        "1",
                        "m1",
                        bare(ROUTE_CONFIGURATION, "r1=1"),
                        bare(ROUTE_CONFIGURATION, "r2=1")));

        server.last().answer(response(CLUSTER, "2", "n2", bare(CLUSTER, "a=1")));
        assertThat(sink.last().removed()).containsExactly("b");
        assertThat(sink.last().accepted()).isEmpty();

        server.last().answer(response(ROUTE_CONFIGURATION, "2", "m2", bare(ROUTE_CONFIGURATION, "r1=2")));
        assertThat(sink.last().removed()).isEmpty();
    }

    @Test
    void anErrorWhileAResourceIsReadRefusesItAndTheNextResponseIsTaken() {
        items.failing = new StackOverflowError();
        client(Variant.STATE_OF_THE_WORLD);
        server.last().up();
        server.last().news();
        server.last().answer(response(CLUSTER, "1", "n1", wrapped(CLUSTER, "deep", "1", "deep=1")));
        assertThat(((AdsRequest.StateOfTheWorld) server.last().requests.get(2)).error())
                .contains("deep: ", "nested too deeply");
        assertThat(server.last().allowed).isEqualTo(1);

        items.failing = null;
        server.last().answer(response(CLUSTER, "2", "n2", wrapped(CLUSTER, "deep", "2", "deep=2")));
        assertThat(sink.last().accepted()).containsOnlyKeys("deep");
    }

    @Test
    void aSinkThatThrowsDoesNotEndTheStream() {
        client(Variant.STATE_OF_THE_WORLD);
        server.last().up();
        sink.failing = new IllegalStateException("planted");
        assertThatIllegalStateException()
                .isThrownBy(() -> server.last().answer(response(CLUSTER, "1", "n1", bare(CLUSTER, "a=1"))));
        assertThat(server.last().allowed).isEqualTo(1);
        assertThat(sink.progress).contains(new Progress.Settled(CLUSTER), new Progress.Acked(CLUSTER, "1"));

        sink.failing = null;
        server.last().answer(response(CLUSTER, "2", "n2", bare(CLUSTER, "b=1")));
        assertThat(sink.last().accepted()).containsOnlyKeys("b");
    }

    @Test
    void aNextStreamDoesNotClaimAVersionOfWhichSomethingExpired() {
        client(Variant.STATE_OF_THE_WORLD);
        server.last().up();
        server.last()
                .answer(response(CLUSTER, "1", "n1", Items.lasting(CLUSTER, "a", "a=1", SECOND), bare(CLUSTER, "b=1")));
        time.advance(SECOND);
        assertThat(sink.last().removed()).containsExactly("a");

        reconnect();
        assertThat(server.last().news()).containsExactly(sotw(CLUSTER, "", "", ""), sotw(LISTENER, "", "", ""));
    }

    @Test
    void whatWasRefusedAndIsThenDeletedIsToldAsRemovedOnce() {
        client(Variant.STATE_OF_THE_WORLD);
        server.last().up();
        server.last().answer(response(CLUSTER, "1", "n1", bare(CLUSTER, "a=1"), bare(CLUSTER, "b=bad")));

        server.last().answer(response(CLUSTER, "2", "n2", bare(CLUSTER, "a=1")));
        assertThat(sink.last().removed()).containsExactly("b");

        int told = sink.updates.size();
        server.last().answer(response(CLUSTER, "3", "n3", bare(CLUSTER, "a=1")));
        assertThat(sink.updates).hasSize(told);
    }

    @Test
    void whatADeltaRefusedAndThenRemovedIsToldAsRemoved() {
        client(Variant.DELTA);
        server.last().up();
        server.last().answer(response(CLUSTER, "1", "n1", wrapped(CLUSTER, "b", "1", "b=bad")));

        server.last().answer(removal(CLUSTER, "2", "n2", "b"));
        assertThat(sink.last().removed()).containsExactly("b");
    }

    @Test
    void aResourceThatCannotBeReadRemovesNothing() {
        client(Variant.STATE_OF_THE_WORLD);
        server.last().up();
        server.last().answer(response(CLUSTER, "1", "n1", bare(CLUSTER, "a=1")));

        server.last().answer(response(CLUSTER, "2", "n2", bare(CLUSTER, "garbage")));

        assertThat(sink.last().removed()).isEmpty();
        assertThat(sink.progress).contains(new Progress.Nacked(CLUSTER, "2", ": : is not a message"));
    }

    @Test
    void aResourceOfAnotherTypeIsRefusedAndNotRead() {
        client(Variant.STATE_OF_THE_WORLD);
        server.last().up();
        items.parsed.clear();

        server.last().answer(response(CLUSTER, "1", "n1", bare(LISTENER, "a=1")));

        assertThat(items.parsed).isEmpty();
        assertThat(((AdsRequest.StateOfTheWorld) server.last().requests.get(2)).error())
                .contains("type_url", "Listener");
    }

    @Test
    void unchangedBytesAreNeitherReadNorDeliveredAgain() {
        client(Variant.STATE_OF_THE_WORLD);
        server.last().up();
        server.last().answer(response(CLUSTER, "1", "n1", bare(CLUSTER, "a=1"), bare(CLUSTER, "b=1")));
        items.parsed.clear();
        int updates = sink.updates.size();

        server.last().answer(response(CLUSTER, "2", "n2", bare(CLUSTER, "a=1"), bare(CLUSTER, "b=1")));

        assertThat(items.parsed).isEmpty();
        assertThat(sink.updates).hasSize(updates);
        assertThat(sink.progress).contains(new Progress.Acked(CLUSTER, "2"));
    }

    @Test
    void typesThatNobodyAskedForAreLeftUnanswered() {
        client(Variant.STATE_OF_THE_WORLD);
        server.last().up();
        server.last().news();

        server.last().answer(new AdsResponse("type.googleapis.com/other", "1", "n", List.of(), Set.of()));
        server.last().answer(response(ROUTE_CONFIGURATION, "1", "n", bare(ROUTE_CONFIGURATION, "r=1")));

        assertThat(server.last().news()).isEmpty();
        assertThat(sink.updates).isEmpty();
        assertThat(server.last().allowed).isEqualTo(1);
    }

    @Test
    void whatTheSinkAsksForInAnswerToAResponseGoesOutAfterTheAck() {
        List<AdsClient> self = new ArrayList<>();
        AdsClient client = new AdsClient(
                List.of(server),
                settings(Variant.STATE_OF_THE_WORLD),
                items.parser,
                new io.meshsdk.spi.ConfigSink() {
                    @Override
                    public void update(Update update) {
                        self.get(0)
                                .subscribe(
                                        CLUSTER_LOAD_ASSIGNMENT,
                                        update.accepted().keySet());
                    }

                    @Override
                    public void progress(Progress progress) {}
                },
                time,
                new Random(1));
        self.add(client);
        server.last().up();
        server.last().news();

        server.last().answer(response(CLUSTER, "1", "n1", bare(CLUSTER, "a=1")));

        assertThat(server.last().news())
                .containsExactly(sotw(CLUSTER, "1", "n1", ""), sotw(CLUSTER_LOAD_ASSIGNMENT, "", "", "", "a"));
    }

    @Test
    void namesNotThereInTimeAreAbsentAndTheTypeIsSettled() {
        AdsClient client = client(Variant.STATE_OF_THE_WORLD);
        server.last().up();
        client.subscribe(ROUTE_CONFIGURATION, Set.of("r1", "r2"));
        server.last().answer(response(ROUTE_CONFIGURATION, "1", "m1", bare(ROUTE_CONFIGURATION, "r1=1")));
        assertThat(sink.progress).doesNotContain(new Progress.Settled(ROUTE_CONFIGURATION));

        time.advance(FETCH);

        assertThat(sink.last().absent()).containsExactly("r2");
        assertThat(sink.progress).contains(new Progress.Settled(ROUTE_CONFIGURATION), new Progress.Settled(LISTENER));
    }

    @Test
    void theFetchClockStandsStillWhileNoStreamIsUp() {
        AdsClient client = client(Variant.STATE_OF_THE_WORLD);
        client.subscribe(ROUTE_CONFIGURATION, Set.of("r1"));
        server.last().up();
        time.advance(FETCH.minus(SECOND));
        server.last().close("broken");

        time.advance(FETCH);
        assertThat(sink.updates).isEmpty();

        server.last().up();
        time.advance(FETCH.minus(SECOND));
        assertThat(sink.updates).isEmpty();
        time.advance(SECOND);
        assertThat(sink.last().absent()).containsExactly("r1");
    }

    @Test
    void aFetchTimeoutOfZeroWaitsWithoutEnd() {
        AdsSettings settings = AdsSettings.of(Variant.DELTA, Set.of()).with((type, name) -> Duration.ZERO);
        AdsClient client = new AdsClient(List.of(server), settings, items.parser, sink, time, new Random(1));
        client.subscribe(ROUTE_CONFIGURATION, Set.of("r1"));
        server.last().up();

        time.advance(Duration.ofDays(1));

        assertThat(sink.updates).isEmpty();
    }

    @Test
    void deltaRemovesWhatIsNamedAndKnowsAtOnceWhatIsNotThere() {
        AdsClient client = client(Variant.DELTA);
        server.last().up();
        client.subscribe(CLUSTER_LOAD_ASSIGNMENT, Set.of("a", "b"));
        server.last()
                .answer(response(CLUSTER_LOAD_ASSIGNMENT, "", "n1", wrapped(CLUSTER_LOAD_ASSIGNMENT, "a", "1", "a=1")));

        server.last().answer(Items.removal(CLUSTER_LOAD_ASSIGNMENT, "", "n2", "a", "b", "c"));

        assertThat(sink.last().removed()).containsExactly("a");
        assertThat(sink.last().absent()).containsExactly("b");
        assertThat(sink.progress).contains(new Progress.Settled(CLUSTER_LOAD_ASSIGNMENT));
    }

    @Test
    void deltaSaysOnTheNextStreamWhatWasAccepted() {
        client(Variant.DELTA);
        server.last().up();
        server.last()
                .answer(response(
                        CLUSTER, "", "n1", wrapped(CLUSTER, "a", "1", "a=1"), wrapped(CLUSTER, "b", "1", "b=1")));
        server.last()
                .answer(response(
                        CLUSTER, "", "n2", wrapped(CLUSTER, "b", "2", "b=bad"), wrapped(CLUSTER, "c", "1", "c=bad")));

        reconnect();

        assertThat(server.last().news())
                .contains(new AdsRequest.Delta(CLUSTER, List.of(), List.of(), Map.of("a", "1", "b", "1"), "", ""));
    }

    @Test
    void aResourceWithALifetimeGoesWhenNoHeartbeatCame() {
        client(Variant.STATE_OF_THE_WORLD);
        server.last().up();
        server.last()
                .answer(response(
                        CLUSTER,
                        "1",
                        "n1",
                        Items.lasting(CLUSTER, "a", "a=1", Duration.ofSeconds(5)),
                        bare(CLUSTER, "b=1")));

        time.advance(Duration.ofSeconds(4));
        server.last().answer(response(CLUSTER, "1", "n2", Items.heartbeat("a", Duration.ofSeconds(5))));
        time.advance(Duration.ofSeconds(4));
        assertThat(sink.updates).hasSize(1);

        time.advance(SECOND);
        assertThat(sink.last().removed()).containsExactly("a");
    }

    @Test
    void aliasesAndOtherSpellingsAreDeliveredUnderTheNameAskedFor() {
        AdsClient client = client(Variant.DELTA);
        server.last().up();
        String asked = "xdstp://cp/eds/a?z=1&b=2";
        client.subscribe(CLUSTER_LOAD_ASSIGNMENT, Set.of(asked, "nick"));
        AdsRequest.Delta request = (AdsRequest.Delta)
                server.last().requests.get(server.last().requests.size() - 1);
        assertThat(request.subscribe()).containsExactly("nick", "xdstp://cp/eds/a?b=2&z=1");

        server.last()
                .answer(response(
                        CLUSTER_LOAD_ASSIGNMENT,
                        "",
                        "n1",
                        wrapped(CLUSTER_LOAD_ASSIGNMENT, "xdstp://cp/eds/a?b=2&z=1", "1", "x=1"),
                        new AdsResponse.Item(
                                "full",
                                List.of("nick"),
                                "1",
                                CLUSTER_LOAD_ASSIGNMENT.typeUrl(),
                                wrapped(CLUSTER_LOAD_ASSIGNMENT, "", "", "full=1")
                                        .body(),
                                java.util.Optional.empty())));

        assertThat(sink.last().accepted()).containsOnlyKeys(asked, "nick");
    }

    @Test
    void aRefusedStreamIsTriedAgainAfterAPauseThatIsShortAgainAfterAGoodResponse() {
        client(Variant.STATE_OF_THE_WORLD);
        for (int i = 0; i < 10; i++) {
            int streams = server.streams.size();
            server.last().close("refused");
            assertThat(server.streams).hasSize(streams);
            while (server.streams.size() == streams) {
                time.advance(Duration.ofMillis(100));
            }
        }
        server.last().up();
        server.last().answer(response(CLUSTER, "1", "n1"));
        int streams = server.streams.size();
        server.last().close("broken");

        time.advance(Duration.ofMillis(500));

        assertThat(server.streams).hasSize(streams + 1);
        assertThat(sink.progress).contains(new Progress.Disconnected("first", "refused"));
    }

    @Test
    void aStreamThatDoesNotComeUpIsGivenUp() {
        client(Variant.STATE_OF_THE_WORLD);

        time.advance(Duration.ofSeconds(20));

        assertThat(server.streams.get(0).cancelled).isTrue();
        assertThat(sink.progress.get(0)).isInstanceOf(Progress.Disconnected.class);
    }

    @Test
    void whatAnEndedStreamStillSaysIsNotHeard() {
        client(Variant.STATE_OF_THE_WORLD);
        ScriptedServer.Opened former = server.last();
        former.up();
        reconnect();

        former.answer(response(CLUSTER, "9", "n9", bare(CLUSTER, "a=1")));

        assertThat(sink.updates).isEmpty();
    }

    @Test
    void closingEndsStreamsAndTimers() {
        AdsClient client = clientOfTwo();
        server.last().close("refused");
        second.last().up();
        client.subscribe(ROUTE_CONFIGURATION, Set.of("r"));
        second.last().answer(response(CLUSTER, "1", "n1", Items.lasting(CLUSTER, "a", "a=1", Duration.ofSeconds(5))));

        client.close();

        assertThat(second.last().cancelled).isTrue();
        assertThat(time.pending()).isZero();
    }

    private void reconnect() {
        server.last().close("broken");
        time.advance(Duration.ofSeconds(30));
        server.last().up();
    }

    private AdsClient client(Variant variant) {
        return new AdsClient(List.of(server), settings(variant), items.parser, sink, time, new Random(1));
    }

    private AdsClient clientOfTwo() {
        return new AdsClient(
                List.of(server, second), settings(Variant.STATE_OF_THE_WORLD), items.parser, sink, time, new Random(1));
    }

    private static AdsSettings settings(Variant variant) {
        return AdsSettings.of(variant, Set.of(LISTENER, CLUSTER));
    }

    private static AdsRequest sotw(ResourceType type, String version, String nonce, String error, String... names) {
        return new AdsRequest.StateOfTheWorld(type, version, List.of(names), nonce, error);
    }
}
