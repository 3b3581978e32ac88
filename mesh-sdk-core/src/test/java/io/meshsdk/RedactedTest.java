package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactedTest {
    @ParameterizedTest
    @ValueSource(strings = {"authorization", "x-auth-key", "X-Amz-Signature", "x-session-id", "x-jwt", "x-csrf-token"})
    void whatSuchANameHoldsIsNotShown(String name) {
        assertThat(Redacted.value(Map.of(name, "held"))).isEqualTo(Map.of(name, Redacted.HIDDEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {":authority", "x-request-id"})
    void othersAre(String name) {
        assertThat(Redacted.value(Map.of(name, "held"))).isEqualTo(Map.of(name, "held"));
    }
}
