package io.meshsdk.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({"/orders/1, /orders/1", "'/a\nstatus=200', /a?status=200", "'x\" y', x? y", "'a\u2028b', a?b"})
    void aPeersTextCannotMakeOneRecordLookLikeTwo(String given, String logged) {
        assertThat(AccessLog.printable(given)).isEqualTo(logged);
    }
}
