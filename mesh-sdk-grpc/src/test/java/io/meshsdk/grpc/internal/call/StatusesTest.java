package io.meshsdk.grpc.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusesTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "400, INTERNAL",
        "401, UNAUTHENTICATED",
        "403, PERMISSION_DENIED",
        "404, UNIMPLEMENTED",
        "429, UNAVAILABLE",
        "500, UNKNOWN",
        "502, UNAVAILABLE",
        "503, UNAVAILABLE",
        "504, UNAVAILABLE"
    })
    void httpStatusesAreMappedAsEnvoyDoes(int http, Status.Code code) {
        LocalReply reply = new LocalReply(http, Headers.EMPTY, "why", ResponseFlags.NONE, "details");
        assertThat(Statuses.of(reply).getCode()).isEqualTo(code);
    }

    @ParameterizedTest(name = "{0} {1} is late: {2}")
    @CsvSource({
        "UT, response_timeout, DEADLINE_EXCEEDED",
        "DT, caller_deadline, DEADLINE_EXCEEDED",
        "UF, max_duration_timeout, DEADLINE_EXCEEDED",
        "UF, upstream_reset, UNAVAILABLE"
    })
    void timeThatIsUpIsDeadlineExceeded(ResponseFlag flag, String details, Status.Code code) {
        LocalReply reply = new LocalReply(200, Headers.of("grpc-status", "14"), "", ResponseFlags.of(flag), details);
        assertThat(Statuses.of(reply).getCode()).isEqualTo(code);
    }

    @Test
    void theDescriptionHasMessageFlagsAndReason() {
        LocalReply reply = new LocalReply(
                200,
                Headers.of("grpc-status", "14", "grpc-message", "no healthy upstream, 100%25 gr%C3%BC%C3%9F"),
                "",
                ResponseFlags.of(ResponseFlag.UH),
                "no_healthy_upstream");
        assertThat(Statuses.of(reply).getDescription())
                .isEqualTo("no healthy upstream, 100% grüß [UH no_healthy_upstream]");
    }

    @Test
    void otherHeadersBecomeTrailers() {
        LocalReply reply = new LocalReply(
                200,
                Headers.of("grpc-status", "14", "content-type", "application/grpc", "x-envoy-overloaded", "true"),
                "",
                ResponseFlags.of(ResponseFlag.UO),
                "overflow");
        Metadata trailers = Statuses.trailers(reply);
        assertThat(trailers.keys()).containsExactly("x-envoy-overloaded");
    }
}
