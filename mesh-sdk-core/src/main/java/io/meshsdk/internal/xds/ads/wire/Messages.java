package io.meshsdk.internal.xds.ads.wire;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.MethodDescriptor;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.meshsdk.internal.xds.ads.AdsRequest;
import io.meshsdk.internal.xds.ads.AdsResponse;
import java.util.List;
import java.util.Optional;

/**
 * The messages of one stream. Stateful: the first request says who asks.
 *
 * @param <Q> request
 * @param <P> response
 */
abstract class Messages<Q, P> {
    private static final String WRAPPER = "type.googleapis.com/envoy.service.discovery.v3.Resource";

    abstract MethodDescriptor<Q, P> method();

    abstract Q message(AdsRequest request);

    abstract AdsResponse response(P message);

    static Status error(String error) {
        return Status.newBuilder()
                .setCode(Code.INVALID_ARGUMENT_VALUE)
                .setMessage(error)
                .build();
    }

    /** A resource of state-of-the-world, which may come in the wrapper that delta always uses. */
    static AdsResponse.Item item(Any any) {
        if (!any.getTypeUrl().equals(WRAPPER)) {
            return new AdsResponse.Item(
                    "", List.of(), "", any.getTypeUrl(), Optional.of(any.getValue()), Optional.empty());
        }
        try {
            return item(Resource.parseFrom(any.getValue()));
        } catch (InvalidProtocolBufferException e) {
            // Refused for its type, which names the wrapper.
            return new AdsResponse.Item("", List.of(), "", WRAPPER, Optional.of(any.getValue()), Optional.empty());
        }
    }

    static AdsResponse.Item item(Resource wrapper) {
        return new AdsResponse.Item(
                wrapper.getName(),
                wrapper.getAliasesList(),
                wrapper.getVersion(),
                wrapper.getResource().getTypeUrl(),
                wrapper.hasResource() ? Optional.of(wrapper.getResource().getValue()) : Optional.empty(),
                wrapper.hasTtl() ? Optional.of(duration(wrapper.getTtl())) : Optional.empty());
    }

    /** Out of range is the peer's mistake, not a reason to fail. */
    private static java.time.Duration duration(Duration ttl) {
        long seconds = Math.max(
                0, Math.min(ttl.getSeconds(), java.time.Duration.ofDays(3650).toSeconds()));
        return java.time.Duration.ofSeconds(seconds, Math.max(0, Math.min(ttl.getNanos(), 999_999_999)));
    }
}
