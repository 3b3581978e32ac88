package io.meshsdk.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.test.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WatchedFilesTest {
    private final FakeTime time = new FakeTime();
    private final List<String> warnings = new ArrayList<>();
    private byte[] onDisk = {1};
    private @Nullable Error failing;
    private final WatchedFiles files =
            new WatchedFiles(Runnable::run, Runnable::run, time, () -> {}, warnings::add, this::read);

    @Test
    void anErrorIsToldOnceAndTheWatchGoesOn() {
        files.content("key.pem");
        assertThat(files.content("key.pem")).isInstanceOf(Found.Ready.class);

        failing = new OutOfMemoryError("planted");
        time.advance(Duration.ofSeconds(3));
        assertThat(warnings).singleElement().asString().contains("key.pem", "OutOfMemoryError", "stays in force");

        failing = null;
        onDisk = new byte[] {2};
        time.advance(Duration.ofSeconds(1));
        assertThat(files.content("key.pem"))
                .isInstanceOfSatisfying(
                        Found.Ready.class, ready -> assertThat(ready.value()).isEqualTo(new byte[] {2}));
    }

    private byte[] read(String path) {
        Error error = failing;
        if (error != null) {
            throw error;
        }
        return onDisk;
    }
}
