package io.meshsdk.test;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Node;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshsdk.test.XdsRequest.Variant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One stream of one client. Guarded by the lock of {@link AdsState}. */
final class AdsStream {
    private final int number;
    private final Variant variant;
    private final String onlyType;
    private final boolean wrapAll;
    private final ServerCall<byte[], byte[]> call;
    private final Map<String, Subscription> subscriptions = new HashMap<>();
    private final Map<String, String> lastNonce = new HashMap<>();
    private final Map<String, String> versionByNonce = new HashMap<>();
    private int nonces;
    private boolean headersSent;
    private boolean closed;

    /** @param onlyType of a stream that serves one type; empty for ADS */
    AdsStream(int number, Variant variant, String onlyType, boolean wrapAll, ServerCall<byte[], byte[]> call) {
        this.number = number;
        this.variant = variant;
        this.onlyType = onlyType;
        this.wrapAll = wrapAll;
        this.call = call;
    }

    int number() {
        return number;
    }

    boolean wants(String type, String name) {
        Subscription subscription = subscriptions.get(type);
        return subscription != null && subscription.wants(name);
    }

    /** Reads a request and takes in its subscriptions, unless it answers a response that is outdated. */
    XdsRequest received(byte[] bytes) throws InvalidProtocolBufferException {
        XdsRequest request = variant == Variant.DELTA
                ? delta(DeltaDiscoveryRequest.parseFrom(bytes))
                : sotw(DiscoveryRequest.parseFrom(bytes));
        boolean outdated = !request.nonce().isEmpty() && !request.nonce().equals(lastNonce.get(request.type()));
        // Delta requests are differences: none may be left out, whichever response it came with.
        if (!outdated || variant == Variant.DELTA) {
            subscriptions
                    .computeIfAbsent(
                            request.type(),
                            type -> variant == Variant.DELTA
                                    ? new DeltaSubscription(type)
                                    : new SotwSubscription(type, wrapAll))
                    .request(request);
        }
        return request;
    }

    void answer(String type, Catalogue catalogue, boolean reuseNonce) {
        Subscription subscription = subscriptions.get(type);
        if (subscription == null || closed) {
            return;
        }
        @Nullable String former = lastNonce.get(type);
        String nonce = reuseNonce && former != null ? former : number + "." + (nonces + 1);
        subscription.answer(catalogue, nonce).ifPresent(response -> {
            nonces++;
            remember(type, nonce, catalogue.version(type));
            send(response.toByteArray());
        });
    }

    void heartbeat(String type, Catalogue.Versioned versioned, Catalogue catalogue) {
        if (!wants(type, versioned.resource().name()) || closed) {
            return;
        }
        String nonce = number + "." + ++nonces;
        String version = catalogue.version(type);
        remember(type, nonce, version);
        Message response = variant == Variant.DELTA
                ? DeltaDiscoveryResponse.newBuilder()
                        .setTypeUrl(type)
                        .setSystemVersionInfo(version)
                        .setNonce(nonce)
                        .addResources(Subscription.heartbeat(versioned))
                        .build()
                : DiscoveryResponse.newBuilder()
                        .setTypeUrl(type)
                        .setVersionInfo(version)
                        .setNonce(nonce)
                        .addResources(Subscription.packed(Subscription.heartbeat(versioned)))
                        .build();
        send(response.toByteArray());
    }

    /** Sends bytes as a message, whatever they are. */
    void send(byte[] message) {
        if (closed) {
            return;
        }
        if (!headersSent) {
            headersSent = true;
            call.sendHeaders(new Metadata());
        }
        call.sendMessage(message);
    }

    void close(Status status) {
        if (!closed) {
            closed = true;
            call.close(status, new Metadata());
        }
    }

    /** The client has gone: nothing can be said any more. */
    void cancelled() {
        closed = true;
    }

    private void remember(String type, String nonce, String version) {
        lastNonce.put(type, nonce);
        versionByNonce.put(nonce, version);
    }

    private XdsRequest sotw(DiscoveryRequest request) {
        String type = request.getTypeUrl().isEmpty() ? onlyType : request.getTypeUrl();
        return new XdsRequest(
                number,
                variant,
                type,
                nodeId(request.hasNode(), request.getNode()),
                request.getResourceNamesList(),
                List.of(),
                request.getVersionInfo(),
                request.getResponseNonce(),
                answered(type, request.getResponseNonce()),
                request.hasErrorDetail() ? Optional.of(request.getErrorDetail().getMessage()) : Optional.empty(),
                Map.of(),
                request);
    }

    private XdsRequest delta(DeltaDiscoveryRequest request) {
        String type = request.getTypeUrl().isEmpty() ? onlyType : request.getTypeUrl();
        return new XdsRequest(
                number,
                variant,
                type,
                nodeId(request.hasNode(), request.getNode()),
                request.getResourceNamesSubscribeList(),
                request.getResourceNamesUnsubscribeList(),
                "",
                request.getResponseNonce(),
                answered(type, request.getResponseNonce()),
                request.hasErrorDetail() ? Optional.of(request.getErrorDetail().getMessage()) : Optional.empty(),
                request.getInitialResourceVersionsMap(),
                request);
    }

    private static Optional<String> nodeId(boolean present, Node node) {
        return present ? Optional.of(node.getId()) : Optional.empty();
    }

    private Optional<String> answered(String type, String nonce) {
        return nonce.equals(lastNonce.get(type)) ? Optional.ofNullable(versionByNonce.get(nonce)) : Optional.empty();
    }
}
