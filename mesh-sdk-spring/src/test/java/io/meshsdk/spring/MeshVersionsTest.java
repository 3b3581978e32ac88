package io.meshsdk.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;

class MeshVersionsTest {
    @ParameterizedTest
    @CsvSource({
        "3.5.16, 4.2.18.Final, Spring Boot 4.0 or newer",
        "2.7.18, 4.1.100.Final, Spring Boot 4.0 or newer",
        "4.1.2, 4.1.119.Final, Netty 4.2 or newer",
        "4.0.9, 3.10.6.Final, Netty 4.2 or newer",
    })
    void whatIsTooOldIsNamed(String boot, String netty, String why) {
        assertThat(MeshVersions.unsupported(boot, netty)).get().asString().contains(why);
    }

    @ParameterizedTest
    @CsvSource({"4.0.0, 4.2.0.Final", "4.1.2, 4.2.18.Final", "5.0.0-M1, 5.0.0.Alpha2", "4.1.2,", ", 4.2.1.Final"})
    void whatIsNewEnoughOrUnknownPasses(String boot, String netty) {
        assertThat(MeshVersions.unsupported(boot, netty)).isEmpty();
    }

    @Test
    void thisBuildsVersionsPass() {
        assertThatCode(MeshVersions::check).doesNotThrowAnyException();
    }

    @Test
    void theFailureSaysWhatToDo() {
        FailureAnalysis analysis =
                new MeshFailureAnalyzer().analyze(new UnsupportedVersionException("the mesh needs Netty 4.2 or newer"));
        assertThat(Objects.requireNonNull(analysis).getAction()).contains("Spring Boot 4.0");
    }
}
