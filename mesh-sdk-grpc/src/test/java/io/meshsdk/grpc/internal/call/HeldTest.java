package io.meshsdk.grpc.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class HeldTest {
    @Test
    void aMessageOfKnownLengthIsMarshalledForEachAttempt() throws Exception {
        Counting<String> marshaller = new Counting<>(text -> new Sized(text.getBytes(StandardCharsets.UTF_8)));
        Held<String> held = new Held<>("hello", true);
        assertThat(held.size()).isNegative();
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(held.stream(marshaller).readAllBytes()).asString().isEqualTo("hello");
            assertThat(marshaller.count).isEqualTo(attempt);
        }
        assertThat(held.size()).isEqualTo(5);
    }

    @Test
    void aMessageOfUnknownLengthIsMarshalledOnce() throws Exception {
        Counting<String> marshaller =
                new Counting<>(text -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        Held<String> held = new Held<>("hello", true);
        for (int attempt = 1; attempt <= 3; attempt++) {
            InputStream stream = held.stream(marshaller);
            assertThat(stream).isInstanceOf(KnownLength.class);
            assertThat(stream.readAllBytes()).asString().isEqualTo("hello");
        }
        assertThat(marshaller.count).isEqualTo(1);
        assertThat(held.size()).isEqualTo(5);
    }

    @Test
    void aStreamThatCanBeReadOnceIsReadOnce() throws Exception {
        Counting<InputStream> marshaller = new Counting<>(stream -> stream);
        Held<InputStream> held = new Held<>(new Sized(new byte[] {1, 2, 3}), true);
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(held.stream(marshaller).readAllBytes()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void aReplayIsLostOnceItsLimitIsPassedAndKeepsNothingThen() throws Exception {
        Counting<String> marshaller = new Counting<>(text -> new Sized(text.getBytes(StandardCharsets.UTF_8)));
        Replay<String> replay = new Replay<>();
        replay.limit(8);
        Held<String> first = new Held<>("12345", true);
        replay.add(first);
        assertThat(replay.overflows()).as("its length is not known yet").isFalse();
        first.stream(marshaller).readAllBytes();
        assertThat(replay.overflows()).isFalse();
        Held<String> second = new Held<>("6789", true);
        second.stream(marshaller).readAllBytes();
        replay.add(second);
        assertThat(replay.overflows()).isTrue();
        assertThat(replay.messages()).isEmpty();
        assertThat(replay.overflows()).as("told once").isFalse();
    }

    private static final class Counting<T> implements Marshaller<T> {
        private final Function<T, InputStream> how;
        private int count;

        Counting(Function<T, InputStream> how) {
            this.how = how;
        }

        @Override
        public InputStream stream(T value) {
            count++;
            return how.apply(value);
        }

        @Override
        public T parse(InputStream stream) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Sized extends ByteArrayInputStream implements KnownLength {
        Sized(byte[] bytes) {
            super(bytes);
        }
    }
}
