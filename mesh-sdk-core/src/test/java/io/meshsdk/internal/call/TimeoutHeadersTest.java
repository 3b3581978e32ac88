package io.meshsdk.internal.call;

import static io.meshsdk.internal.call.Fixture.send;
import static io.meshsdk.internal.call.Fixture.status;
import static io.meshsdk.internal.call.Routes.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Deadline;
import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.internal.upstream.Clusters;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HttpFilter;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.RetryPolicy.RetryOn;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeoutHeadersTest {
    private static final long NONE = Long.MAX_VALUE;

    @ParameterizedTest(name = "per try {0} ms, hedged {1}, route {2} ms of which {3} are over, caller''s {4} ms: {5}")
    @CsvSource({
        "0, false, 0, 0, , 0",
        "0, false, 15000, 0, , 15000",
        "100, false, 15000, 0, , 100",
        "100, true, 15000, 0, , 15000",
        "100, false, 0, 5000, , 100",
        "100, false, 150, 100, , 50",
        "0, false, 150, 150, , 1",
        "0, false, 150, 1000, , 1",
        "0, false, 0, 0, 70, 70",
        "0, false, 15000, 0, 70, 70",
        "50, false, 15000, 0, 70, 50",
        "0, false, 15000, 0, 0, 1",
    })
    void aServerIsToldTheTimeThatItHas(
            long perTry, boolean hedged, long whole, long elapsed, @Nullable Long callers, long expected) {
        assertThat(TimeoutHeaders.expectedMillis(
                        perTry * 1_000_000,
                        hedged,
                        whole * 1_000_000,
                        elapsed * 1_000_000,
                        callers == null ? NONE : callers * 1_000_000))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1n",
        "99999999, 99999999n",
        "100000000, 100000u",
        "15000000000, 15000000u",
        "99999999999, 99999999u",
        "360000000000000, 360000S",
        "0, 1n",
        "9223372036854775807, 2562047H"
    })
    void aTimeIsWrittenInTheFinestUnitThatHoldsIt(long nanos, String text) {
        assertThat(TimeoutHeaders.grpcTimeout(nanos)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"5n, 5", "1S, 1000000000", "100m, 100000000", "2H, 7200000000000", "99999999H, 9223372036854775807"})
    void aTimeIsRead(String text, long nanos) {
        assertThat(TimeoutHeaders.grpcNanos(text)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @CsvSource({"''", "S", "1", "1s", "123456789S", "-1S", "1.5S", "1 S"})
    void whatIsNoTimeIsLeftAlone(String text) {
        assertThat(TimeoutHeaders.grpcNanos(text)).isNegative();
    }

    @Test
    void theFirstAttemptIsToldTheRoutesTimeAndTheNextWhatIsLeft() {
        RetryPolicy retry = RetryPolicy.on(Set.of(RetryOn.SERVER_ERROR), 1);
        Fixture mesh = Fixture.routing(to("orders", retry));
        OutboundCall call = mesh.forwarded("orders/");
        assertThat(expected(call)).isEqualTo("15000");
        mesh.clock.advance(Duration.ofMillis(4_000));
        assertThat(expected(call)).isEqualTo("11000");
    }

    @Test
    void theCallersDeadlineIsToldWhereItIsNearer() {
        Fixture mesh = Fixture.routing(to("orders"));
        CallOptions options = CallOptions.HTTP.withDeadline(Deadline.after(mesh.clock.nanos(), 2_000_000_000));
        OutboundCall call = mesh.calls.open(Routes.get("orders/"), options);
        mesh.clock.advance(Duration.ofMillis(500));
        call.plan();
        call.requestEnded();
        assertThat(expected(call)).isEqualTo("1500");
    }

    @Test
    void whatACallerClaimsOfItsTimeIsNotPassedOn() {
        Fixture mesh = Fixture.routing(Routes.timed(to("orders"), Duration.ZERO, Duration.ZERO, Duration.ZERO));
        OutboundCall call = mesh.open(Routes.get("orders/").withHeaders(Headers.of(TimeoutHeaders.EXPECTED, "9")));
        call.plan();
        call.requestEnded();
        assertThat(expected(call)).isNull();
    }

    @Test
    void aRouterThatSuppressesEnvoyHeadersSaysNothing() {
        Fixture mesh = Fixture.routing(to("orders"));
        HttpFilter router = new HttpFilter("router", new FilterConfig.Router(true), false);
        mesh.publish(Routes.of(
                List.of(Routes.api("out", Routes.all(to("orders")), List.of(router))), Clusters.eds("orders")));
        assertThat(expected(mesh.forwarded("orders/"))).isNull();
    }

    @Test
    void aGrpcRequestIsToldWhatIsLeftOfItsOwnTimeAndTheCallersDeadline() {
        RetryPolicy retry = RetryPolicy.on(Set.of(RetryOn.SERVER_ERROR), 1);
        Fixture mesh = Fixture.routing(to("orders", retry));
        RequestHead head =
                Routes.get("orders/").withHeaders(Headers.of("content-type", "application/grpc", "grpc-timeout", "3S"));
        OutboundCall call = mesh.open(head);
        call.plan();
        call.requestEnded();
        assertThat(grpc(call)).isEqualTo("3000000u");
        mesh.clock.advance(Duration.ofSeconds(1));
        assertThat(grpc(call)).isEqualTo("2000000u");

        OutboundCall nearer =
                mesh.calls.open(head, CallOptions.HTTP.withDeadline(Deadline.after(mesh.clock.nanos(), 1_000_000_000)));
        nearer.plan();
        nearer.requestEnded();
        assertThat(grpc(nearer)).isEqualTo("1000000u");
    }

    @Test
    void aRequestThatIsNotGrpcKeepsItsHeaders() {
        OutboundCall call =
                Fixture.routing(to("orders")).open(Routes.get("orders/").withHeaders(Headers.of("grpc-timeout", "3S")));
        call.plan();
        assertThat(grpc(call)).isEqualTo("3S");
    }

    private static @Nullable String expected(OutboundCall call) {
        var attempt = send(call);
        attempt.responseHead(status(503));
        return attempt.head().headers().get(TimeoutHeaders.EXPECTED);
    }

    private static @Nullable String grpc(OutboundCall call) {
        var attempt = send(call);
        attempt.responseHead(status(503));
        return attempt.head().headers().get(TimeoutHeaders.GRPC);
    }
}
