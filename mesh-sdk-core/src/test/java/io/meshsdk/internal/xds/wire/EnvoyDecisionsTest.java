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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a real Envoy takes and refuses, we take and refuse. */
class EnvoyDecisionsTest {
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
        List<String> differing = new ArrayList<>();
        JsonArray cases =
                read("/vectors/envoy-config/config.json").getAsJsonObject().getAsJsonArray("cases");
        for (JsonElement element : cases) {
            JsonObject vector = element.getAsJsonObject();
            boolean wanted = vector.getAsJsonObject("expect").get("accepted").getAsBoolean();
            if (parse(vector) instanceof Parsed.Accepted != wanted) {
                differing.add(vector.get("name").getAsString());
            }
        }

        assertThat(cases).hasSize(101);
        assertThat(differing).isEmpty();
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
