package io.meshsdk.internal.call;

import io.meshsdk.model.TransportSocket.DownstreamTls;
import io.meshsdk.transport.ServerSecurity;
import java.util.Collection;
import java.util.function.Supplier;

/** Whence the security of filter chains. On the control thread; what a supplier gives may be read by all. */
public interface InboundSecurity {
    /** As of whenever the supplier is asked. */
    Supplier<ServerSecurity> of(DownstreamTls tls);

    /** All that are still asked about. */
    void retain(Collection<DownstreamTls> used);
}
