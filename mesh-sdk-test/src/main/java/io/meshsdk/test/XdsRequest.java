package io.meshsdk.test;

import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request of a client, as a {@link ControlPlane} recorded it.
 *
 * @param stream the stream's number, from 1
 * @param type the type URL
 * @param nodeId empty where the request carried no node
 * @param names state of the world: all that is subscribed to; delta: what is subscribed to anew
 * @param unsubscribed delta only
 * @param version state of the world only: {@code version_info}, the last accepted
 * @param nonce empty where it answers no response
 * @param answered the version of the response that it answers; empty where it answers none or one that is outdated
 * @param error the detail of a NACK
 * @param initialVersions delta only: {@code initial_resource_versions}
 * @param raw the message: a {@code DiscoveryRequest} or a {@code DeltaDiscoveryRequest}
 */
public record XdsRequest(
        int stream,
        Variant variant,
        String type,
        Optional<String> nodeId,
        List<String> names,
        List<String> unsubscribed,
        String version,
        String nonce,
        Optional<String> answered,
        Optional<String> error,
        Map<String, String> initialVersions,
        Message raw) {
    /** The two forms of xDS. */
    public enum Variant {
        STATE_OF_THE_WORLD,
        DELTA
    }

    public XdsRequest {
        names = List.copyOf(names);
        unsubscribed = List.copyOf(unsubscribed);
        initialVersions = Map.copyOf(initialVersions);
    }

    /** Accepts the response that it answers. */
    public boolean isAck() {
        return !nonce.isEmpty() && error.isEmpty();
    }

    /** Refuses the response that it answers, or a part of it. */
    public boolean isNack() {
        return error.isPresent();
    }

    /** One line of a transcript, as {@code 1 Cluster ack 2 [orders]}. */
    @Override
    public String toString() {
        String kind =
                isNack() ? "nack " + answered.orElse("stale") : isAck() ? "ack " + answered.orElse("stale") : "ask";
        return stream + " " + type.substring(type.lastIndexOf('.') + 1) + " " + kind
                + (names.isEmpty() ? "" : " " + names)
                + (unsubscribed.isEmpty() ? "" : " without " + unsubscribed)
                + error.map(detail -> ": " + detail).orElse("");
    }
}
