package io.meshsdk.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.spi.CallObserver;
import io.meshsdk.spi.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallMetersTest {
    /** Meters that are there from the start. */
    private static final int ALWAYS = 1;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CallMeters meters = new CallMeters(registry, new FiveMillisecondsLater());

    @Test
    void aCallIsTimedUnderItsClusterRouteAndStatusClass() {
        meters.closed(FakeCall.out("orders", "split"), CallObserver.NOTHING, new Outcome.Answered(204));

        var timer = registry.get("mesh.client.calls")
                .tags("mesh.cluster", "orders", "mesh.route", "split", "status", "2xx", "mesh.response_flags", "-")
                .timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(5);
    }

    @Test
    void aFailedCallCarriesItsFlags() {
        LocalReply overflow = LocalReply.of(503, ResponseFlag.UO, "overflow", "");

        meters.closed(FakeCall.out("orders", "split"), CallObserver.NOTHING, new Outcome.Replied(overflow));

        assertThat(registry.get("mesh.client.calls")
                        .tags("status", "5xx", "mesh.response_flags", "UO")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aConnectionThatIsRefusedIsCountedByItsFlag() {
        var connection = new ConnectionFacts(
                new InetSocketAddress("127.0.0.1", 1),
                new InetSocketAddress("127.0.0.1", 2),
                Encryption.TLS,
                "",
                List.of());

        meters.connectionRefused(connection, ResponseFlags.of(ResponseFlag.NFCF), "no listener");

        assertThat(registry.get("mesh.server.connections.refused")
                        .tags("mesh.response_flags", "NFCF")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aCallThatIsNotTheMeshsIsCountedAndNotTimed() {
        meters.closed(FakeCall.out("", ""), CallObserver.NOTHING, new Outcome.PassedThrough("no virtual host"));

        assertThat(registry.find("mesh.client.calls").timer()).isNull();
        assertThat(registry.get("mesh.client.passed_through").counter().count()).isEqualTo(1);
    }

    @Test
    void attemptsAreCountedByWhatBecameOfThem() {
        meters.attemptEnded(
                FakeCall.out("orders", ""), CallObserver.NOTHING, FakeCall.ENDPOINT, new Outcome.Answered(200));
        meters.attemptEnded(
                FakeCall.out("orders", ""),
                CallObserver.NOTHING,
                FakeCall.ENDPOINT,
                new Outcome.ConnectFailed("refused"));

        assertThat(registry.get("mesh.client.attempts")
                        .tag("outcome", "success")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("mesh.client.attempts")
                        .tag("outcome", "failure")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void whatATransportSentAgainByItselfIsCountedApartFromAttempts() {
        meters.attemptRepeated(FakeCall.out("orders", ""), CallObserver.NOTHING, FakeCall.ENDPOINT);

        assertThat(registry.get("mesh.client.repeats")
                        .tag("mesh.cluster", "orders")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("mesh.client.attempts").counters())
                .allSatisfy(counter -> assertThat(counter.count()).isZero());
    }

    @Test
    void pairsBeyondTheLimitShareOneSeries() {
        for (int i = 0; i < CallMeters.MAX_PAIRS + 500; i++) {
            meters.closed(FakeCall.out("cluster-" + i, ""), CallObserver.NOTHING, new Outcome.Answered(200));
        }

        assertThat(registry.getMeters()).hasSize(CallMeters.MAX_PAIRS + 1 + ALWAYS);
        assertThat(registry.get("mesh.client.calls")
                        .tag("mesh.cluster", "other")
                        .timer()
                        .count())
                .isEqualTo(500);
    }

    @Test
    void callsBeyondTheLimitTakeNoPlaceAndThoseOfClustersThatAreGoneGiveTheirsBack() {
        for (int i = 0; i < CallMeters.MAX_PAIRS; i++) {
            call("cluster-" + i);
        }
        for (int i = 0; i < 3 * CallMeters.MAX_PAIRS; i++) {
            call("late");
        }
        assertThat(timed("late")).isFalse();

        meters.retain(Set.of("late"), Set.of());
        assertThat(registry.find("mesh.client.calls")
                        .tag("mesh.cluster", "cluster-1")
                        .timer())
                .isNull();
        for (int i = 0; i < CallMeters.MAX_PAIRS - 1; i++) {
            call("next-" + i);
        }
        call("late");
        assertThat(timed("late")).isTrue();
        call("one more");
        assertThat(timed("one more")).isFalse();
    }

    @Test
    void aClusterThatStaysKeepsItsSeries() {
        call("orders");
        call("users");
        meters.retain(Set.of("orders"), Set.of());
        call("orders");
        assertThat(registry.get("mesh.client.calls")
                        .tag("mesh.cluster", "orders")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(timed("users")).isFalse();
    }

    private void call(String cluster) {
        meters.closed(FakeCall.out(cluster, ""), CallObserver.NOTHING, new Outcome.Answered(200));
    }

    private boolean timed(String cluster) {
        return registry.find("mesh.client.calls").tag("mesh.cluster", cluster).timer() != null;
    }

    private static final class FiveMillisecondsLater implements Time {
        @Override
        public long nanos() {
            return Duration.ofMillis(5).toNanos();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            return () -> {};
        }
    }
}
