package io.meshsdk.internal.xds.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.model.ResourceType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a real Envoy takes and refuses, we take and refuse. */
class EnvoyDecisionsTest {
    private static final Set<String> ON_PURPOSE = Set.of(
            // istiod's configuration for gRPC leaves these names out
            "empty-stat-prefix",
            "vhost-no-name",
            // as Envoy's documentation demands, and as gRPC does
            "ep-weights-over",
            "loc-weights-over",
            // there is nothing that could speak to it
            "udp-endpoint",
            // RE2/J does not know them
            "regex-C",
            "regex-dup-group");

    private static final String LISTENER = """
            {"name": "l", "address": {"socket_address": {"address": "127.0.0.1", "port_value": 1}}, "filter_chains": [{"filters": [{
              "name": "hcm", "typed_config": {
                "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                "stat_prefix": "x", "route_config": {}, "http_filters": [
                  {"name": "rbac", "typed_config": %s},
                  {"name": "router", "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]}
            """;

    private final MessageParser parser = new MessageParser();

    @Test
    void takesAndRefusesWhatEnvoyTakesAndRefuses() throws IOException {
        JsonArray cases = cases("/vectors/envoy-config/config.json");

        assertThat(cases).hasSize(101);
        assertThat(differing(cases)).isEmpty();
    }

    @Test
    void differsFromEnvoyOnlyOnPurpose() throws IOException {
        JsonArray cases = cases("/vectors/envoy-config/more.json");

        assertThat(cases).hasSize(119);
        assertThat(differing(cases)).isEqualTo(ON_PURPOSE);
    }

    private Set<String> differing(JsonArray cases) {
        Set<String> differing = new HashSet<>();
        for (JsonElement element : cases) {
            JsonObject vector = element.getAsJsonObject();
            boolean wanted = vector.getAsJsonObject("expect").get("accepted").getAsBoolean();
            if (parse(vector) instanceof Parsed.Accepted != wanted) {
                differing.add(vector.get("name").getAsString());
            }
        }
        return differing;
    }

    private static JsonArray cases(String resource) throws IOException {
        return read(resource).getAsJsonObject().getAsJsonArray("cases");
    }

    @Test
    void refusesTheRandomRouteConfigurationsThatEnvoyRefused() throws IOException {
        for (JsonElement element : read("/vectors/envoy-route/rejected.json").getAsJsonArray()) {
            String routes = element.getAsJsonObject().get("route_config").toString();
            assertThat(parser.parseJson(ResourceType.ROUTE_CONFIGURATION, routes, Optional.empty()))
                    .isInstanceOf(Parsed.Rejected.class);
        }
    }

    private Parsed parse(JsonObject vector) {
        JsonObject resource = vector.getAsJsonObject("resource");
        Optional<Set<String>> clusters = Optional.of(Set.of("c0"));
        return switch (vector.get("kind").getAsString()) {
            case "cluster" -> parser.parseJson(ResourceType.CLUSTER, resource.toString(), clusters);
            case "listener" -> parser.parseJson(ResourceType.LISTENER, resource.toString(), clusters);
            case "route_config" -> parser.parseJson(ResourceType.ROUTE_CONFIGURATION, resource.toString(), clusters);
            default -> {
                resource.addProperty("@type", "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC");
                yield parser.parseJson(ResourceType.LISTENER, LISTENER.formatted(resource), clusters);
            }
        };
    }

    private static JsonElement read(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(EnvoyDecisionsTest.class.getResourceAsStream(resource))) {
            return JsonParser.parseString(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
