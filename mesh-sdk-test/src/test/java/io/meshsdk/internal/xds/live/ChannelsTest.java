package io.meshsdk.internal.xds.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.grpc.ManagedChannel;
import io.meshsdk.call.Address;
import io.meshsdk.internal.rpc.RpcChannels;
import io.meshsdk.internal.rpc.RpcSecurity;
import io.meshsdk.internal.rpc.RpcTarget;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who closes a channel whose stream was given up while it was being opened. */
class ChannelsTest {
    @Test
    void channelsThatNobodyShutsDownEndWithTheMeshAndNoneIsOpenedAfterIt() {
        RpcChannels channels = new RpcChannels(Thread::new, Runnable::run);
        RpcTarget target = new RpcTarget(List.of(new Address.Socket("127.0.0.1", 1)), "nobody", RpcSecurity.PLAINTEXT);
        ManagedChannel forgotten = channels.open(target);
        assertThat(forgotten.isShutdown()).isFalse();
        channels.close();
        assertThat(forgotten.isShutdown()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> channels.open(target))
                .withMessageContaining("closed");
    }
}
