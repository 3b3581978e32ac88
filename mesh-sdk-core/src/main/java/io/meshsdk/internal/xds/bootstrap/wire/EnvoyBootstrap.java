package io.meshsdk.internal.xds.bootstrap.wire;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.meshsdk.call.Address;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.BootstrapException;
import io.meshsdk.internal.xds.bootstrap.Dialect;
import io.meshsdk.internal.xds.bootstrap.Document;
import io.meshsdk.internal.xds.bootstrap.ManagementServer;
import io.meshsdk.internal.xds.bootstrap.NamedFiles;
import io.meshsdk.internal.xds.bootstrap.Source;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The bootstrap that Envoy takes. */
public final class EnvoyBootstrap {
    private static final Set<String> READ = Set.of("node", "static_resources", "dynamic_resources");
    private static final Duration FETCH = Duration.ofSeconds(15);

    private final Document document;
    private final String from;
    private final ResourceParser parser;
    private final List<Bootstrap.Note> notes = new ArrayList<>();
    private final List<Resource> fixed = new ArrayList<>();
    private final Map<String, ManagementServer> clusterServers = new LinkedHashMap<>();

    private EnvoyBootstrap(Document document, String from, ResourceParser parser) {
        this.document = document;
        this.from = from;
        this.parser = parser;
    }

    /**
     * @param from for messages: a file or a variable
     * @throws BootstrapException where it cannot be used
     */
    public static Bootstrap read(Document document, String from, ResourceParser parser) {
        io.meshsdk.internal.proto.io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap message = new JsonMessages(
                        document, from)
                .read(
                        document,
                        io.meshsdk.internal.proto.io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap.newBuilder())
                .build();
        return new EnvoyBootstrap(document, from, parser).read(message);
    }

    private Bootstrap read(io.meshsdk.internal.proto.io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap message) {
        for (FieldDescriptor field : message.getAllFields().keySet()) {
            if (!READ.contains(field.getName())) {
                notes.add(new Bootstrap.Note(field.getName(), "has no meaning inside an application"));
            }
        }
        if (document instanceof Document.Mapping root) {
            root.fields().forEach((name, value) -> {
                if (Document.snake(name).equals("static_resources")) {
                    NamedFiles.check(value, name, from);
                }
            });
        }
        var resources = message.getStaticResources();
        resources(ResourceType.SECRET, "secrets", resources.getSecretsList(), Set.of());
        resources(ResourceType.CLUSTER, "clusters", resources.getClustersList(), Set.of());
        Set<String> clusters = fixed.stream()
                .filter(Cluster.class::isInstance)
                .map(Resource::name)
                .collect(Collectors.toSet());
        resources(ResourceType.LISTENER, "listeners", resources.getListenersList(), clusters);
        fixed.forEach(resource -> {
            if (resource instanceof Cluster cluster) {
                ManagementServers.of(cluster).ifPresent(server -> clusterServers.put(cluster.name(), server));
            }
        });
        var dynamic = message.getDynamicResources();
        List<ManagementServer> servers = List.of();
        Variant variant = Variant.STATE_OF_THE_WORLD;
        if (dynamic.hasAdsConfig()) {
            servers = servers(dynamic.getAdsConfig(), "dynamic_resources.ads_config");
            variant = variant(dynamic.getAdsConfig(), "dynamic_resources.ads_config");
        }
        Map<ResourceType, Source> sources = new EnumMap<>(ResourceType.class);
        if (dynamic.hasCdsConfig()) {
            sources.put(ResourceType.CLUSTER, source(dynamic.getCdsConfig(), "dynamic_resources.cds_config", servers));
        }
        if (dynamic.hasLdsConfig()) {
            sources.put(ResourceType.LISTENER, source(dynamic.getLdsConfig(), "dynamic_resources.lds_config", servers));
        }
        if (message.hasDynamicResources() && message.getNode().getId().isEmpty()) {
            // Differs from Envoy, which wants node.cluster, too: no control plane that we know needs it.
            throw wrong("node.id", "is missing; a control plane tells its clients apart by it");
        }
        return new Bootstrap(
                Dialect.ENVOY,
                Nodes.model(message.getNode()),
                servers,
                variant,
                sources,
                fixed,
                clusterServers,
                Map.of(),
                Map.of(),
                Bootstrap.ListenerNames.DEFAULT,
                notes);
    }

    private void resources(ResourceType type, String list, List<? extends Message> messages, Set<String> clusters) {
        for (int i = 0; i < messages.size(); i++) {
            String at = "static_resources." + list + "[" + i + "]";
            Parsed parsed = parser.parseFixed(type, messages.get(i).toByteString(), clusters);
            if (parsed instanceof Parsed.Rejected rejected) {
                Finding.Rejected why = rejected.why().get(0);
                throw wrong(why.field().isEmpty() ? at : at + "." + why.field(), why.why());
            }
            Parsed.Accepted accepted = (Parsed.Accepted) parsed;
            if (accepted.resource() instanceof Cluster cluster) {
                portless(cluster.discovery()).ifPresent(endpoint -> {
                    // Differs from Envoy, which takes it, and can then connect to nothing.
                    throw wrong(at + ".load_assignment", "has the endpoint " + endpoint + "; name its port");
                });
            }
            fixed.add(accepted.resource());
            accepted.ignored()
                    .forEach(finding -> notes.add(new Bootstrap.Note(at + "." + finding.field(), finding.why())));
        }
    }

    private static Optional<Address> portless(Cluster.Discovery discovery) {
        return ManagementServers.addresses(discovery).stream()
                .filter(address -> address instanceof Address.Socket socket && socket.port() == 0)
                .findFirst();
    }

    @SuppressWarnings("deprecation") // the older spelling of a path is still in use
    private Source source(ConfigSource source, String at, List<ManagementServer> ads) {
        Duration timeout = source.hasInitialFetchTimeout()
                ? Duration.ofSeconds(
                        source.getInitialFetchTimeout().getSeconds(),
                        source.getInitialFetchTimeout().getNanos())
                : FETCH;
        return switch (source.getConfigSourceSpecifierCase()) {
            case ADS -> {
                if (ads.isEmpty()) {
                    throw wrong(at + ".ads", "there is no dynamic_resources.ads_config; give one");
                }
                yield new Source.Ads(timeout);
            }
            case API_CONFIG_SOURCE ->
                new Source.Stream(
                        servers(source.getApiConfigSource(), at + ".api_config_source"),
                        variant(source.getApiConfigSource(), at + ".api_config_source"),
                        timeout);
            case PATH -> new Source.File(source.getPath(), timeout);
            case PATH_CONFIG_SOURCE ->
                new Source.File(source.getPathConfigSource().getPath(), timeout);
            case SELF -> throw wrong(at + ".self", "a bootstrap has no source of its own; use ads");
            case CONFIGSOURCESPECIFIER_NOT_SET -> throw wrong(at, "names no source; use ads");
        };
    }

    private Variant variant(ApiConfigSource source, String at) {
        return switch (source.getApiType()) {
            case GRPC, AGGREGATED_GRPC -> Variant.STATE_OF_THE_WORLD;
            case DELTA_GRPC, AGGREGATED_DELTA_GRPC -> Variant.DELTA;
            case REST -> throw wrong(at + ".api_type", "REST is not supported; use GRPC or DELTA_GRPC");
            default -> throw wrong(at + ".api_type", "is " + source.getApiType() + "; use GRPC or DELTA_GRPC");
        };
    }

    private List<ManagementServer> servers(ApiConfigSource source, String at) {
        variant(source, at);
        List<ManagementServer> servers = new ArrayList<>();
        for (GrpcService service : source.getGrpcServicesList()) {
            String place = at + ".grpc_services[" + servers.size() + "]";
            if (!service.hasEnvoyGrpc()) {
                throw wrong(place + ".google_grpc", "is not supported; use envoy_grpc with a static cluster");
            }
            if (service.getInitialMetadataCount() > 0) {
                notes.add(new Bootstrap.Note(place + ".initial_metadata", "not supported: nothing is sent"));
            }
            String name = service.getEnvoyGrpc().getClusterName();
            ManagementServer server = clusterServers.get(name);
            if (server == null) {
                throw wrong(
                        place + ".envoy_grpc.cluster_name",
                        "there is no static cluster " + name
                                + " of type STATIC, STRICT_DNS or LOGICAL_DNS with an endpoint and a transport socket that"
                                + " is supported; add one");
            }
            String authority = service.getEnvoyGrpc().getAuthority();
            servers.add(
                    authority.isEmpty()
                            ? server
                            : new ManagementServer(server.name(), server.addresses(), authority, server.security()));
        }
        if (servers.isEmpty()) {
            throw wrong(at + ".grpc_services", "is empty; name a static cluster");
        }
        return servers;
    }

    private BootstrapException wrong(String at, String why) {
        int line = document.line(at);
        // All in one line: a text from code, say.
        return new BootstrapException(from + (line > 1 ? ":" + line : "") + ": " + at + ": " + why);
    }
}
