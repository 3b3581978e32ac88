package io.meshsdk.internal.call;

import static io.meshsdk.internal.call.Fixture.failed;
import static io.meshsdk.internal.call.Fixture.send;
import static io.meshsdk.internal.call.Fixture.status;
import static io.meshsdk.internal.call.Routes.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Deadline;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.Attempt.Timeout;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.upstream.LiveEndpoint;
import io.meshsdk.model.InternalRedirect;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.RetryPolicy.RetryOn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hedge_on_per_try_timeout}, as Envoy does it. */
class HedgingTest {
    private final Fixture mesh = Fixture.routing(Routes.hedged(to("orders", perTry(1))));
    private final OutboundCall call = mesh.forwarded("orders/");
    private final Attempt first = send(call);

    @Test
    void anAttemptWhoseTimeIsUpGoesOnAndAnotherIsSentBesideIt() {
        Attempt second = hedge();

        assertThat(first.deadline().remaining(mesh.clock.nanos()))
                .as("its own time is over, the route's is not")
                .isEqualTo(Duration.ofSeconds(15).minusMillis(100).toNanos());
        assertThat(mesh.endpoints()).allMatch(endpoint -> endpoint.active() == 1);
        assertThat(second.number()).isEqualTo(2);
    }

    @Test
    void theFirstAnswerWinsAndTheOtherIsNamedALoser() {
        Attempt second = hedge();

        Next.Commit commit = (Next.Commit) first.responseHead(status(200));

        assertThat(commit.losers()).containsExactly(second);
        assertThat(active()).isEqualTo(1);
        assertThat(call.facts().endpoint()).isSameAs(first.endpoint());
        assertThat(call.facts().flags()).hasToString("-");
        first.ended(new Outcome.Answered(200));
        call.close(new Outcome.Answered(200));
        assertThat(active()).isZero();
    }

    @Test
    void aFailedAnswerIsHeldBackWhileAnotherAttemptRuns() {
        Attempt second = hedge();

        assertThat(second.responseHead(status(503))).as("no retry is left").isEqualTo(Next.HOLD);
        Next.Commit commit = (Next.Commit) first.responseHead(status(200));

        assertThat(commit.losers()).containsExactly(second);
        assertThat(call.facts().flags()).hasToString("URX");
    }

    @Test
    void theLastFailedAnswerIsGiven() {
        Attempt second = hedge();
        assertThat(first.responseHead(status(503))).isEqualTo(Next.HOLD);

        assertThat(second.responseHead(status(500)))
                .isInstanceOfSatisfying(
                        Next.Commit.class,
                        commit -> assertThat(commit.head().status()).isEqualTo(500));
    }

    @Test
    void anEndWithoutAnAnswerWaitsForTheOther() {
        Attempt second = hedge();

        assertThat(first.ended(new Outcome.Reset("reset"))).isEqualTo(Next.HOLD);
        assertThat(failed(second.ended(new Outcome.Reset("reset"))).flags()).hasToString("UR,URX");
    }

    @Test
    void theLastAttemptsTimeSetsUrxThoughAnEarlierOneMayStillWin() {
        Attempt second = hedge();
        mesh.clock.advance(Duration.ofMillis(100));

        assertThat(second.timedOut(Timeout.DEADLINE)).isEqualTo(Next.HOLD);
        assertThat(first.responseHead(status(200))).isInstanceOf(Next.Commit.class);
        assertThat(call.facts().flags()).hasToString("URX");
    }

    @Test
    void whileARetryIsPendingAFailureIsHeldBack() {
        mesh.clock.advance(Duration.ofMillis(100));
        assertThat(first.timedOut(Timeout.DEADLINE)).isInstanceOf(Next.Hedge.class);

        assertThat(first.ended(new Outcome.Disconnected("gone"))).isEqualTo(Next.HOLD);
        assertThat(send(call).responseHead(status(200))).isInstanceOf(Next.Commit.class);
    }

    @Test
    void theRoutesTimeEndsAllOfThem() {
        hedge();
        mesh.clock.advance(Duration.ofSeconds(15));

        assertThat(failed(first.timedOut(Timeout.DEADLINE)).flags()).hasToString("UT");
        call.close(new Outcome.Cancelled("done"));
        assertThat(active()).isZero();
    }

    @Test
    void aCancelledCallEndsAllOfThem() {
        hedge();
        call.cancel("enough");
        assertThat(active()).isZero();
    }

    @Test
    void whatCannotBeSentAgainIsNotHedged() {
        call.replayLost();
        mesh.clock.advance(Duration.ofMillis(100));
        assertThat(first.timedOut(Timeout.DEADLINE)).isEqualTo(Next.HOLD);
        assertThat(call.facts().flags()).hasToString("-");
    }

    @Test
    void aGrpcCallIsTriedAgainInsteadForItsDriverSendsNoneBesideAnother() {
        OutboundCall grpc = mesh.calls.open(
                Routes.get("orders/"), new CallOptions(Deadline.NONE, Optional.empty(), CallOptions.Protocol.GRPC));
        grpc.plan();
        grpc.requestEnded();
        Attempt attempt = send(grpc);
        mesh.clock.advance(Duration.ofMillis(100));
        assertThat(attempt.timedOut(Timeout.DEADLINE)).isInstanceOf(Next.Again.class);
    }

    @Test
    void aServerIsToldTheWholeTimeForItMayUseIt() {
        assertThat(first.head().headers().get(TimeoutHeaders.EXPECTED)).isEqualTo("15000");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRedirectEndsAllThatRanBeforeIt(boolean ofTheFirst) {
        Fixture led = Fixture.routing(Routes.redirectedAndHedged(
                to("orders", perTry(1)), new InternalRedirect(1, Set.of(302), List.of(), false, List.of())));
        OutboundCall redirected = led.forwarded("orders/");
        Attempt earlier = send(redirected);
        led.clock.advance(Duration.ofMillis(100));
        assertThat(earlier.timedOut(Timeout.DEADLINE)).isInstanceOf(Next.Hedge.class);
        Attempt later = send(redirected);

        Next next = (ofTheFirst ? earlier : later)
                .responseHead(new ResponseHead(302, Headers.of("location", "http://orders/there")));

        assertThat(next).isInstanceOf(Next.Reroute.class);
        assertThat(led.endpoints()).allMatch(endpoint -> endpoint.active() == 0);
        assertThat(redirected.plan()).isInstanceOf(Plan.Forward.class);
        assertThat(send(redirected).ended(new Outcome.Reset("reset"))).isInstanceOf(Next.Again.class);
        assertThat(send(redirected).ended(new Outcome.Reset("reset")))
                .as("nobody else may answer")
                .isInstanceOf(Next.Fail.class);
        assertThat(led.endpoints()).allMatch(endpoint -> endpoint.active() == 0);
    }

    private Attempt hedge() {
        mesh.clock.advance(Duration.ofMillis(100));
        assertThat(first.timedOut(Timeout.DEADLINE)).isInstanceOf(Next.Hedge.class);
        return send(call);
    }

    private int active() {
        return mesh.endpoints().stream().mapToInt(LiveEndpoint::active).sum();
    }

    private static RetryPolicy perTry(int retries) {
        return new RetryPolicy(
                Set.of(RetryOn.SERVER_ERROR),
                retries,
                Optional.of(Duration.ofMillis(100)),
                Optional.empty(),
                Set.of(),
                List.of(),
                List.of(),
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                true,
                3);
    }
}
