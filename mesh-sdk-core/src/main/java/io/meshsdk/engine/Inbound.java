package io.meshsdk.engine;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.transport.ServerSecurity;
import java.util.Optional;

/** The way in, for one port. Safe for use by many threads. */
public interface Inbound {
    /** Which filter chain serves this connection. Closed until the first configuration, and where no listener covers the port. */
    Acceptance accept(ConnectionFacts facts);

    /** Why no connection at all is accepted now, for readiness; empty where some may be. */
    default Optional<String> closed() {
        return Optional.empty();
    }

    /** Records a call that its adapter refused with its connection: no chain was asked about it. */
    default void refused(RequestHead head, Peer peer, ConnectionFacts facts, LocalReply reply) {}

    /** Records a connection that was closed before it could call. */
    default void refused(ConnectionFacts facts, ResponseFlags flags, String why) {}

    sealed interface Acceptance {
        record Accept(Chain chain) implements Acceptance {}

        /**
         * Refused. An adapter that cannot refuse a connection answers its calls with 503 and the reason.
         *
         * @param why for people; names what is missing
         */
        record Refuse(ResponseFlags flags, String why) implements Acceptance {}
    }

    /** A filter chain as it stood when the connection was accepted. */
    interface Chain {
        /** {@code FilterChain.name}, or a description. */
        String name();

        ServerSecurity security();

        /** Begins a call; whoever opened it must close it. */
        InboundCall open(RequestHead head, Peer peer, ConnectionFacts facts);
    }
}
