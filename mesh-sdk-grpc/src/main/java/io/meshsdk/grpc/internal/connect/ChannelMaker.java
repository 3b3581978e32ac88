package io.meshsdk.grpc.internal.connect;

import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.meshsdk.transport.ClientSecurity;
import java.util.Optional;

/** Makes inner channels. */
interface ChannelMaker {
    /** Why no connection may be made with this security; empty where one may. */
    Optional<String> refusal(ClientSecurity security);

    /** @throws IllegalArgumentException where there is a {@link #refusal} */
    ManagedChannel make(ClientSecurity security, NameResolverRegistry resolvers);
}
