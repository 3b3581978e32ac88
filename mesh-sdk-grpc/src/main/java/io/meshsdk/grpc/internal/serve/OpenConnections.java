package io.meshsdk.grpc.internal.serve;

import io.grpc.Attributes;
import io.grpc.Grpc;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The connections of one server, by their two addresses, which no two open connections share. Safe for use by many threads. */
final class OpenConnections {
    private final Map<Addresses, Accepted> open = new ConcurrentHashMap<>();

    void opened(Accepted connection) {
        open.put(new Addresses(connection.facts().local(), connection.facts().remote()), connection);
    }

    void closed(Accepted connection) {
        open.remove(new Addresses(connection.facts().local(), connection.facts().remote()), connection);
    }

    /** The one that a call came on, or null where it came another way. */
    @Nullable
    Accepted of(Attributes call) {
        SocketAddress local = call.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
        SocketAddress remote = call.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        return local == null || remote == null ? null : open.get(new Addresses(local, remote));
    }

    private record Addresses(SocketAddress local, SocketAddress remote) {}
}
