package io.meshsdk;

import io.meshsdk.call.Locality;
import io.meshsdk.internal.xds.bootstrap.BootstrapException;
import io.meshsdk.internal.xds.bootstrap.Document;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A bootstrap from code: what an Envoy bootstrap file would say, and read by the same rules. Immutable.
 *
 * <p>{@code envoy.config.bootstrap.v3.Bootstrap}: {@code node}, {@code static_resources}, {@code dynamic_resources}.
 */
public final class XdsBootstrap {
    /** For messages. */
    static final String FROM = "bootstrap from code";

    private final String json;

    private XdsBootstrap(String json) {
        this.json = json;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * The Envoy bootstrap that this stands for. It holds what {@link Builder#staticResources} was given, so a private key that
     * was written there inline, too.
     */
    public String json() {
        return json;
    }

    /** Gathers a bootstrap. Used by one thread. */
    public static final class Builder {
        private final Map<String, Object> metadata = new LinkedHashMap<>();
        private final List<XdsServer> servers = new ArrayList<>();
        private String id = "";
        private String cluster = "";
        private Locality locality = Locality.NONE;
        private String apiType = "GRPC";
        private Optional<Duration> fetchTimeout = Optional.empty();
        private Optional<Document.Mapping> fixed = Optional.empty();

        private Builder() {}

        /** {@code node.id}: who this process is to the control plane. */
        public Builder nodeId(String name) {
            id = name;
            return this;
        }

        /** {@code node.cluster}: the service that this process is one of. */
        public Builder nodeCluster(String name) {
            cluster = name;
            return this;
        }

        /** {@code node.locality}: where this process runs. */
        public Builder nodeLocality(Locality where) {
            locality = where;
            return this;
        }

        /**
         * A field of {@code node.metadata}.
         *
         * @param value a {@code String}, {@code Boolean} or {@code Number}, or a {@code Map} or {@code List} of these
         */
        public Builder nodeMetadata(String key, Object value) {
            metadata.put(key, value);
            return this;
        }

        /**
         * A server of {@code dynamic_resources.ads_config}. The first named is the best: the next is asked where the ones before
         * cannot be reached.
         */
        public Builder managementServer(XdsServer server) {
            servers.add(server);
            return this;
        }

        /** {@code api_type: DELTA_GRPC}: the differences only. Without it the state of the world is asked for. */
        public Builder delta() {
            apiType = "DELTA_GRPC";
            return this;
        }

        /**
         * {@code initial_fetch_timeout} of {@code lds_config} and {@code cds_config}: how long, once a server is reached, its
         * first listeners and clusters are waited for. 15 s unless said; zero for ever.
         */
        public Builder initialFetchTimeout(Duration limit) {
            fetchTimeout = Optional.of(limit);
            return this;
        }

        /**
         * {@code static_resources}, as YAML or JSON: {@code clusters}, {@code listeners} and {@code secrets} as in a file.
         *
         * @throws MeshStartException where it is neither
         */
        public Builder staticResources(String text) {
            try {
                Document document = Document.parse(text, "static resources of the " + FROM);
                if (!(document instanceof Document.Mapping mapping)) {
                    throw new MeshStartException("static resources of the " + FROM + ":" + document.line()
                            + ": give a mapping with clusters, listeners or secrets");
                }
                fixed = Optional.of(mapping);
                return this;
            } catch (BootstrapException bad) {
                throw new MeshStartException(String.valueOf(bad.getMessage()), bad);
            }
        }

        /**
         * What it says is checked where the mesh starts, as a file's content is.
         *
         * @throws IllegalArgumentException where metadata holds what is no JSON value
         */
        public XdsBootstrap build() {
            Map<String, Object> root = new LinkedHashMap<>();
            root.put("node", node());
            if (!servers.isEmpty()) {
                root.put("dynamic_resources", dynamic());
            }
            Map<String, Object> resources = new LinkedHashMap<>();
            fixed.ifPresent(mapping -> resources.putAll(mapping.fields()));
            List<Object> clusters = new ArrayList<>(XdsServer.clusters(servers));
            Object given = resources.get("clusters");
            if (given instanceof Document.Sequence sequence) {
                // Last, so that what is wrong is named by its place in the text.
                clusters.addAll(0, sequence.elements());
            } else if (given != null) {
                throw new MeshStartException("static resources of the " + FROM + ": clusters must be a list");
            }
            if (!clusters.isEmpty()) {
                resources.put("clusters", clusters);
            }
            root.put("static_resources", resources);
            return new XdsBootstrap(Json.of(root));
        }

        private Map<String, Object> node() {
            Map<String, Object> node = new LinkedHashMap<>();
            node.put("id", id);
            node.put("cluster", cluster);
            node.put(
                    "locality",
                    Map.of("region", locality.region(), "zone", locality.zone(), "sub_zone", locality.subZone()));
            node.put("metadata", metadata);
            return node;
        }

        private Map<String, Object> dynamic() {
            List<Object> services = new ArrayList<>();
            for (int i = 0; i < servers.size(); i++) {
                services.add(Map.of("envoy_grpc", Map.of("cluster_name", XdsServer.clusterName(i))));
            }
            Map<String, Object> ads = new LinkedHashMap<>();
            ads.put("api_type", apiType);
            ads.put("transport_api_version", "V3");
            ads.put("grpc_services", services);
            Map<String, Object> source = new LinkedHashMap<>();
            source.put("ads", Map.of());
            source.put("resource_api_version", "V3");
            fetchTimeout.ifPresent(limit -> source.put(
                    "initial_fetch_timeout",
                    limit.getSeconds() + String.format(Locale.ROOT, ".%09ds", limit.getNano())));
            return Map.of("ads_config", ads, "lds_config", source, "cds_config", source);
        }
    }
}
