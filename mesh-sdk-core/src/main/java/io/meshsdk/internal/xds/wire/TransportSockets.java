package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Any;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.util.Optional;
import java.util.Set;

/** {@code TransportSocket}. One that is not known is never plaintext: connections through it are refused. */
final class TransportSockets {
    private static final Set<String> SOCKET = Set.of("name", "typed_config");
    private static final Set<String> NONE = Set.of();

    private TransportSockets() {}

    static io.meshsdk.model.TransportSocket upstream(TransportSocket proto, Reading reading) {
        reading.read(proto, SOCKET);
        Any any = proto.getTypedConfig();
        return any.is(UpstreamTlsContext.class)
                ? known(
                        proto,
                        reading.open(any, UpstreamTlsContext.getDefaultInstance())
                                .map(tls -> TlsContexts.upstream(tls, reading)),
                        reading)
                : other(proto, reading);
    }

    static io.meshsdk.model.TransportSocket downstream(TransportSocket proto, Reading reading) {
        reading.read(proto, SOCKET);
        Any any = proto.getTypedConfig();
        return any.is(DownstreamTlsContext.class)
                ? known(
                        proto,
                        reading.open(any, DownstreamTlsContext.getDefaultInstance())
                                .map(tls -> TlsContexts.downstream(tls, reading)),
                        reading)
                : other(proto, reading);
    }

    private static io.meshsdk.model.TransportSocket other(TransportSocket proto, Reading reading) {
        Any any = proto.getTypedConfig();
        if (any.is(UpstreamTlsContext.class) || any.is(DownstreamTlsContext.class)) {
            reading.refuse(proto, "typed_config", Types.of(any) + " is for the other side of a connection");
        }
        Optional<io.meshsdk.model.TransportSocket> plain = any.is(RawBuffer.class)
                ? reading.open(any, RawBuffer.getDefaultInstance()).map(raw -> {
                    reading.read(raw, NONE);
                    return new io.meshsdk.model.TransportSocket.RawBuffer();
                })
                : Optional.empty();
        return known(proto, plain, reading);
    }

    private static io.meshsdk.model.TransportSocket known(
            TransportSocket proto, Optional<io.meshsdk.model.TransportSocket> socket, Reading reading) {
        if (socket.isEmpty() && !proto.hasTypedConfig()) {
            reading.refuse(proto, "typed_config", "must be set");
        }
        io.meshsdk.model.TransportSocket result = socket.orElse(
                new io.meshsdk.model.TransportSocket.Unsupported(Types.of(proto.getTypedConfig()) + " not supported"));
        if (result instanceof io.meshsdk.model.TransportSocket.Unsupported unsupported) {
            reading.ignore(proto, "typed_config", unsupported.why() + ": connections are refused");
        }
        return result;
    }
}
