package io.meshsdk.internal.xds.bootstrap;

import io.meshsdk.call.Address;
import io.meshsdk.call.Locality;
import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.model.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The bootstrap of gRPC's xDS clients. What it says beyond what is known is left out, as gRPC does, and noted. */
public final class GrpcBootstrap {
    private static final Set<String> KNOWN = Set.of(
            "xds_servers",
            "node",
            "authorities",
            "certificate_providers",
            "server_listener_resource_name_template",
            "client_default_listener_resource_name_template");
    private static final Duration REFRESH = Duration.ofMinutes(10);

    private final Fields root;
    private final List<Bootstrap.Note> notes = new ArrayList<>();

    private GrpcBootstrap(Fields root) {
        this.root = root;
    }

    /** Whether a document is meant to be one. */
    public static boolean is(Document document) {
        return document instanceof Document.Mapping mapping && mapping.fields().containsKey("xds_servers");
    }

    /**
     * @param from for messages: a file or a variable
     * @throws BootstrapException where it cannot be used
     */
    public static Bootstrap read(Document document, String from) {
        return new GrpcBootstrap(Fields.root(document, from)).read();
    }

    private Bootstrap read() {
        for (String field : root.names()) {
            if (!KNOWN.contains(field)) {
                notes.add(new Bootstrap.Note(field, "not supported"));
            }
        }
        List<ManagementServer> servers =
                root.list("xds_servers").stream().map(this::server).toList();
        if (servers.isEmpty()) {
            throw root.wrong("xds_servers", "is empty; name at least one server");
        }
        return new Bootstrap(
                Dialect.GRPC,
                root.child("node").map(GrpcBootstrap::node).orElseGet(() -> new Node("", "", Locality.NONE, Map.of())),
                servers,
                Variant.STATE_OF_THE_WORLD,
                Map.of(),
                List.of(),
                Map.of(),
                authorities(),
                providers(),
                new Bootstrap.ListenerNames(
                        root.text("client_default_listener_resource_name_template")
                                .orElse("%s"),
                        root.text("server_listener_resource_name_template")),
                notes);
    }

    /** An authority without servers of its own has those of all. */
    private Map<String, List<ManagementServer>> authorities() {
        Map<String, List<ManagementServer>> authorities = new LinkedHashMap<>();
        root.child("authorities").ifPresent(all -> {
            for (String name : all.names()) {
                Fields authority =
                        all.child(name).orElseThrow(() -> all.wrong(name, "is empty; give {} for the servers of all"));
                authorities.put(
                        name,
                        authority.list("xds_servers").stream().map(this::server).toList());
                authority
                        .text("client_listener_resource_name_template")
                        .ifPresent(
                                template -> notes.add(
                                        new Bootstrap.Note(
                                                authority.path("client_listener_resource_name_template"),
                                                "is for xds:// targets with an authority; name such a listener in the call's options")));
            }
        });
        return authorities;
    }

    private void noteFeatures(Fields server) {
        for (String feature : server.texts("server_features")) {
            if (!feature.equals("xds_v3")) {
                notes.add(new Bootstrap.Note(server.path("server_features"), feature + " is not supported"));
            }
        }
    }

    private ManagementServer server(Fields server) {
        noteFeatures(server);
        String uri = server.text("server_uri").orElseThrow(() -> server.wrong("server_uri", "is missing"));
        Address address = address(server, uri);
        for (Fields credentials : server.list("channel_creds")) {
            String type = credentials.text("type").orElse("");
            if (type.equals("insecure")) {
                return server(uri, address, new ManagementServer.Security.Plaintext());
            }
            if (type.equals("tls")) {
                return server(uri, address, files(credentials.child("config")));
            }
            notes.add(new Bootstrap.Note(credentials.path("type"), type + " is not supported; the next is used"));
        }
        throw server.wrong("channel_creds", "has none that is supported; use \"tls\" or \"insecure\"");
    }

    private static ManagementServer server(String uri, Address address, ManagementServer.Security security) {
        String authority = address instanceof Address.Socket socket ? socket.toString() : "localhost";
        return new ManagementServer(uri, List.of(address), authority, security);
    }

    private static ManagementServer.Security files(Optional<Fields> config) {
        Optional<Path> certificate = config.flatMap(fields -> fields.file("certificate_file"));
        Optional<Path> key = config.flatMap(fields -> fields.file("private_key_file"));
        if (certificate.isPresent() != key.isPresent()) {
            throw config.orElseThrow().wrong("certificate_file", "and private_key_file go together; give both or none");
        }
        return new ManagementServer.Security.Files(
                config.flatMap(fields -> fields.file("ca_certificate_file")), certificate, key);
    }

    private static Address address(Fields server, String uri) {
        if (uri.startsWith("unix:")) {
            return new Address.Pipe(uri.substring(uri.startsWith("unix://") ? "unix://".length() : "unix:".length()));
        }
        String target =
                uri.startsWith("dns:") ? uri.substring(uri.lastIndexOf('/') + 1).replaceFirst("^dns:", "") : uri;
        int colon = target.lastIndexOf(':');
        if (target.contains("/") || (colon >= 0 && colon < target.lastIndexOf(']'))) {
            throw server.wrong("server_uri", "is " + uri + "; give host:port, dns:///host:port or unix:/path");
        }
        try {
            int port = colon < 0 ? 443 : Integer.parseInt(target.substring(colon + 1));
            String host = colon < 0 ? target : target.substring(0, colon);
            return new Address.Socket(host.replaceAll("[\\[\\]]", ""), port);
        } catch (NumberFormatException e) {
            throw server.wrong("server_uri", "is " + uri + ", which has no port; give host:port");
        }
    }

    private static Node node(Fields node) {
        Optional<Fields> locality = node.child("locality");
        return new Node(
                node.text("id").orElse(""),
                node.text("cluster").orElse(""),
                locality.map(fields -> new Locality(
                                fields.text("region").orElse(""),
                                fields.text("zone").orElse(""),
                                fields.text("sub_zone").orElse("")))
                        .orElse(Locality.NONE),
                node.child("metadata").map(Fields::values).orElse(Map.of()));
    }

    private Map<String, Bootstrap.CertificateProvider> providers() {
        Map<String, Bootstrap.CertificateProvider> providers = new LinkedHashMap<>();
        root.child("certificate_providers").ifPresent(instances -> {
            for (String name : instances.names()) {
                Fields instance = instances.child(name).orElseThrow();
                String plugin = instance.text("plugin_name").orElse("");
                if (plugin.equals("file_watcher")) {
                    providers.put(
                            name,
                            provider(instance.child("config")
                                    .orElseThrow(
                                            () -> instance.wrong("config", "is missing; name the files to watch"))));
                } else {
                    notes.add(new Bootstrap.Note(
                            instance.path("plugin_name"), plugin + " is not supported; use file_watcher"));
                }
            }
        });
        return providers;
    }

    private static Bootstrap.CertificateProvider provider(Fields config) {
        return new Bootstrap.CertificateProvider(
                config.file("certificate_file"),
                config.file("private_key_file"),
                config.file("ca_certificate_file"),
                config.duration("refresh_interval").orElse(REFRESH));
    }
}
