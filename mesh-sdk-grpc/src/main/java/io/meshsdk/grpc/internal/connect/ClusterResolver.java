package io.meshsdk.grpc.internal.connect;

import io.grpc.Attributes;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import java.net.URI;
import java.util.List;

/** Looks nothing up: gives a channel of a mesh its {@link ClusterChannel}. One for each channel, in a registry of its own. */
final class ClusterResolver extends NameResolverProvider {
    static final String TARGET = "mesh-cluster:///cluster";

    private final ClusterChannel channel;

    private ClusterResolver(ClusterChannel channel) {
        this.channel = channel;
    }

    static NameResolverRegistry registryFor(ClusterChannel channel) {
        NameResolverRegistry own = new NameResolverRegistry();
        own.register(new ClusterResolver(channel));
        return own;
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return 5;
    }

    @Override
    public String getDefaultScheme() {
        return "mesh-cluster";
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
        return new Resolved();
    }

    private final class Resolved extends NameResolver {
        @Override
        public String getServiceAuthority() {
            // Every call names its own.
            return "mesh";
        }

        @Override
        public void start(Listener2 listener) {
            listener.onResult(ResolutionResult.newBuilder()
                    .setAddressesOrError(StatusOr.fromValue(List.of()))
                    .setAttributes(Attributes.newBuilder()
                            .set(ClusterChannel.KEY, channel)
                            .build())
                    .build());
        }

        @Override
        public void shutdown() {
            // Nothing runs.
        }
    }
}
