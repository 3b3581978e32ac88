package io.meshsdk.grpc.internal.connect;

import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.meshsdk.transport.ClientSecurity;

/** Makes inner channels. */
@FunctionalInterface
interface ChannelMaker {
    ManagedChannel make(ClientSecurity security, NameResolverRegistry resolvers);
}
