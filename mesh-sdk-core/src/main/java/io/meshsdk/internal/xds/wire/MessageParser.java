package io.meshsdk.internal.xds.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.internal.xds.bootstrap.BootstrapException;
import io.meshsdk.internal.xds.bootstrap.Document;
import io.meshsdk.internal.xds.bootstrap.wire.JsonMessages;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads resources as Envoy would: what Envoy refuses is refused, what this version cannot do is refused where it has a say
 * in security and reported elsewhere. Safe for use by many threads.
 */
public final class MessageParser implements ResourceParser {
    private final Constraints constraints = new Constraints();

    /** Unknown fields are left out and reported, as Envoy does with what it discovers. */
    @Override
    public Parsed parse(ResourceType type, String name, ByteString bytes) {
        return parse(type, name, bytes, Optional.empty());
    }

    @Override
    public Parsed parseFixed(ResourceType type, ByteString bytes, Set<String> clusters) {
        return parse(type, "", bytes, Optional.of(clusters));
    }

    private Parsed parse(ResourceType type, String name, ByteString bytes, Optional<Set<String>> clusters) {
        Message message;
        try {
            message = prototype(type).getParserForType().parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            return rejected(type, name, "the bytes are not a " + type.typeUrl());
        }
        return parse(type, name, message, clusters);
    }

    /**
     * A resource in proto-JSON, or as YAML, as bootstraps and files of configuration hold them: unknown fields, unknown names
     * of enumerations and unknown types are refused.
     *
     * @param clusters the clusters beside which it stands, which its routes must name unless they say otherwise
     */
    public Parsed parseJson(ResourceType type, String json, Optional<Set<String>> clusters) {
        String from = type.name().toLowerCase(Locale.ROOT);
        try {
            Document document = Document.parse(json, from);
            Message message = new JsonMessages(document, from)
                    .read(document, prototype(type).newBuilderForType())
                    .build();
            return parse(type, "", message, clusters);
        } catch (BootstrapException e) {
            return rejected(type, "", String.valueOf(e.getMessage()));
        }
    }

    /** A message that was read already, such as one of a bootstrap's {@code static_resources}. */
    public Parsed parse(ResourceType type, String name, Message message, Optional<Set<String>> clusters) {
        Reading reading = new Reading(constraints, clusters);
        constraints.check(message, reading);
        // What breaks a constraint need not be understood, and half of it could be misunderstood.
        if (reading.isRefused()) {
            String said = nameOf(message, name);
            return new Parsed.Rejected(said, Findings.rejected(type, said, message, reading));
        }
        Resource resource = read(message, reading);
        String known = name.isEmpty() ? resource.name() : name;
        return reading.isRefused()
                ? new Parsed.Rejected(known, Findings.rejected(type, known, message, reading))
                : new Parsed.Accepted(resource, Findings.ignored(type, known, message, reading));
    }

    private static Resource read(Message message, Reading reading) {
        if (message instanceof Cluster cluster) {
            return Clusters.of(cluster, reading);
        }
        if (message instanceof ClusterLoadAssignment assignment) {
            return Assignments.of(assignment, Addresses.Hosts.LITERALS, reading);
        }
        if (message instanceof Listener listener) {
            return Listeners.of(listener, reading);
        }
        if (message instanceof RouteConfiguration routes) {
            return RouteConfigurations.of(routes, reading);
        }
        if (message instanceof Secret secret) {
            return Secrets.of(secret, reading);
        }
        throw new IllegalArgumentException(
                "no resource: " + message.getDescriptorForType().getFullName());
    }

    static Message prototype(ResourceType type) {
        return switch (type) {
            case CLUSTER -> Cluster.getDefaultInstance();
            case CLUSTER_LOAD_ASSIGNMENT -> ClusterLoadAssignment.getDefaultInstance();
            case LISTENER -> Listener.getDefaultInstance();
            case ROUTE_CONFIGURATION -> RouteConfiguration.getDefaultInstance();
            case SECRET -> Secret.getDefaultInstance();
        };
    }

    private static String nameOf(Message message, String name) {
        if (!name.isEmpty()) {
            return name;
        }
        var field = message.getDescriptorForType().getFields().stream()
                .filter(f -> f.getName().equals("name") || f.getName().equals("cluster_name"))
                .findFirst();
        return field.map(f -> (String) message.getField(f)).orElse("");
    }

    private static Parsed rejected(ResourceType type, String name, String why) {
        return new Parsed.Rejected(name, List.of(new Finding.Rejected(type, name, "", why)));
    }
}
