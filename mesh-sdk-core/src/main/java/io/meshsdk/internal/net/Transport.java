package io.meshsdk.internal.net;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.RequestHead;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.transport.ClientSecurity;
import io.netty.channel.EventLoop;
import java.util.List;

/** Carries requests to endpoints over kept connections. Safe for use by many threads, but for what names a loop. */
public interface Transport {
    /** All event loops that exchanges run on; the same list always. */
    List<EventLoop> loops();

    /**
     * Begins an exchange: on a kept connection of that loop if there is one, else on a new one. Called on the loop. The
     * listener may hear of a failure, or of being connected, before this returns, but of nothing else.
     *
     * @param head as it goes out; it carries {@code content-length} where the length is known. What concerns one connection
     *     only ({@code connection} and what it names, {@code transfer-encoding}, {@code upgrade}, …) is taken out.
     * @param end whether a body follows
     */
    ClientExchange open(
            EventLoop loop,
            Endpoint endpoint,
            ClientSecurity security,
            RoutingPriority priority,
            RequestHead head,
            RequestEnd end,
            ExchangeListener listener);

    /** Where a request ends. */
    enum RequestEnd {
        /** There is no body; {@link ClientExchange#end} is not called. */
        WITH_HEAD,
        /** With {@link ClientExchange#end}, after none or more chunks. */
        LATER
    }
}
