package io.meshsdk.grpc.internal.connect;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.NameResolverRegistry;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.meshsdk.transport.ClientSecurity;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Inner channels on grpc-netty: no policy of gRPC's own, but for its transparent retry, which alone tells what a peer did not process. */
final class NettyChannels implements ChannelMaker {
    private final Loops loops;
    private final Executor offload;
    private final ChannelSettings settings;

    NettyChannels(Loops loops, Executor offload, ChannelSettings settings) {
        this.loops = loops;
        this.offload = offload;
        this.settings = settings;
    }

    @Override
    public ManagedChannel make(ClientSecurity security, NameResolverRegistry resolvers) {
        ManagedChannelBuilder<?> builder = Grpc.newChannelBuilder(
                        ClusterResolver.TARGET, credentials(security), resolvers)
                .defaultLoadBalancingPolicy(ClusterBalancerProvider.POLICY)
                .disableServiceConfigLookUp()
                .enableRetry()
                .directExecutor()
                .offloadExecutor(offload)
                // Above 30 days is never: connections end with their endpoints.
                .idleTimeout(365, TimeUnit.DAYS)
                .proxyDetector(target -> null)
                .keepAliveTimeout(settings.keepAliveTimeout().toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveWithoutCalls(settings.keepAliveWithoutCalls());
        settings.keepAliveTime().ifPresent(time -> builder.keepAliveTime(time.toNanos(), TimeUnit.NANOSECONDS));
        settings.compressors().ifPresent(builder::compressorRegistry);
        settings.decompressors().ifPresent(builder::decompressorRegistry);
        if (settings.maxInboundMetadataBytes() > 0) {
            builder.maxInboundMetadataSize(settings.maxInboundMetadataBytes());
        }
        if (!settings.userAgent().isEmpty()) {
            builder.userAgent(settings.userAgent());
        }
        // With a user's grpc-netty-shaded on the class path it may be that one, which keeps its own threads.
        if (builder instanceof NettyChannelBuilder netty) {
            netty.eventLoopGroup(loops.group())
                    .channelFactory(() -> DialledAddress.telling(loops.sockets().newChannel()));
        }
        return builder.build();
    }

    @Override
    public Optional<String> refusal(ClientSecurity security) {
        if (security instanceof ClientSecurity.Refused refused) {
            return Optional.of(refused.why());
        }
        if (security instanceof ClientSecurity.Tls tls && !tls.narrowed().isEmpty()) {
            // gRPC's credentials have no say in them: a connection could have less than what was asked for.
            return Optional.of("tls_params: " + String.join(", ", tls.narrowed()) + " cannot be kept to over gRPC");
        }
        return Optional.empty();
    }

    private ChannelCredentials credentials(ClientSecurity security) {
        refusal(security).ifPresent(why -> {
            throw new IllegalArgumentException("no connection may be made: " + why);
        });
        if (!(security instanceof ClientSecurity.Tls tls)) {
            return InsecureChannelCredentials.create();
        }
        // With managers of our own, not a context: only so does gRPC ask them, and not a name, whether a call's
        // authority is its connection's.
        TlsChannelCredentials.Builder credentials =
                TlsChannelCredentials.newBuilder().trustManager(tls.trustManager());
        tls.keyManager().ifPresent(credentials::keyManager);
        return credentials.build();
    }
}
