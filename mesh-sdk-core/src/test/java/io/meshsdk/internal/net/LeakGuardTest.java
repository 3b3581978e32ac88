package io.meshsdk.internal.net;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeakGuardTest {
    private final LeakGuard guard = new LeakGuard();

    @Test
    void aBufferThatIsNotReleasedFailsTheClass() {
        guard.beforeAll();
        leak();

        assertThatThrownBy(guard::afterAll).hasMessageContaining("never released");
    }

    private static void leak() {
        ByteBufAllocator.DEFAULT.directBuffer(16).writeByte(1);
    }
}
