package io.meshsdk.interop;

import static io.meshsdk.interop.JsonText.array;
import static io.meshsdk.interop.JsonText.object;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.meshsdk.test.EnvoyProcess;
import io.meshsdk.test.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Asks a real Envoy what it makes of requests, and writes it down as the recorded vectors have it. */
final class RouteRecorder implements AutoCloseable {
    private static final String TYPE = "type.googleapis.com/envoy.extensions.filters.";
    private static final Set<String> NOT_UPSTREAM =
            Set.of("host", "x-request-id", "x-forwarded-proto", "content-length", "transfer-encoding", "connection");
    private static final Set<String> NOT_IN_RESPONSES = Set.of(
            "date",
            "server",
            "content-length",
            "transfer-encoding",
            "connection",
            "x-envoy-upstream-service-time",
            "z-route",
            "z-details");

    private final Backends backends;
    private final EnvoyProcess envoy;
    private final int port;

    private RouteRecorder(Backends backends, EnvoyProcess envoy, int port) {
        this.backends = backends;
        this.envoy = envoy;
        this.port = port;
    }

    /**
     * @throws AssertionError where Envoy refuses the configuration
     */
    static RouteRecorder start(Path directory, Backends backends, JsonObject routes) throws Exception {
        int port = Ports.free();
        return new RouteRecorder(
                backends,
                EnvoyProcess.start(directory, bootstrap(port, backends, routes).toString(), port),
                port);
    }

    private static JsonObject bootstrap(int port, Backends backends, JsonObject routes) {
        JsonArray tell = array(append("z-route", "%ROUTE_NAME%"), append("z-details", "%RESPONSE_CODE_DETAILS%"));
        JsonObject manager = object(
                "@type",
                TYPE + "network.http_connection_manager.v3.HttpConnectionManager",
                "stat_prefix",
                "x",
                "route_config",
                routes,
                "http_filters",
                array(
                        object(
                                "name",
                                "tell",
                                "typed_config",
                                object(
                                        "@type",
                                        TYPE + "http.header_mutation.v3.HeaderMutation",
                                        "mutations",
                                        object("response_mutations", tell))),
                        object("name", "router", "typed_config", object("@type", TYPE + "http.router.v3.Router"))));
        JsonObject listener = object(
                "name",
                "l",
                "address",
                object("socket_address", object("address", "127.0.0.1", "port_value", port)),
                "filter_chains",
                array(object("filters", array(object("name", "hcm", "typed_config", manager)))));
        return object("static_resources", object("listeners", array(listener), "clusters", backends.clusters()));
    }

    private static JsonObject append(String key, String value) {
        return object("append", object("header", object("key", key, "value", value)));
    }

    /** A request with what became of it. */
    JsonObject ask(JsonObject request) throws IOException {
        backends.forget();
        RawAnswer answer = RawAnswer.to(port, request);
        JsonObject expect =
                object("status", answer.status(), "details", answer.header("z-details"), "kind", kind(answer));
        String route = answer.header("z-route");
        if (!route.isEmpty() && !route.equals("-")) {
            expect.addProperty("route", route);
        }
        String kind = expect.get("kind").getAsString();
        JsonArray headers = new JsonArray();
        for (JsonElement pair : answer.headers()) {
            String name = pair.getAsJsonArray().get(0).getAsString();
            if (!NOT_IN_RESPONSES.contains(name) && !(kind.equals("redirect") && name.equals("location"))) {
                headers.add(pair);
            }
        }
        expect.add("response_headers", headers);
        if (kind.equals("cluster")) {
            upstream(expect);
        } else {
            expect.addProperty("body", answer.body());
        }
        if (kind.equals("redirect")) {
            expect.addProperty("location", answer.header("location"));
        }
        return object("request", request, "expect", expect);
    }

    private void upstream(JsonObject expect) {
        Backends.Seen seen = backends.seen();
        String[] line = seen.lines().get(0).split(" ");
        JsonArray headers = new JsonArray();
        String authority = "";
        for (String each : seen.lines().subList(1, seen.lines().size())) {
            String name = each.substring(0, each.indexOf(':'));
            String value = each.substring(each.indexOf(':') + 1).strip();
            if (name.equals("host")) {
                authority = value;
            } else if (!NOT_UPSTREAM.contains(name) && !name.startsWith("x-envoy-")) {
                headers.add(array(name, value));
            }
        }
        expect.addProperty("cluster", seen.cluster());
        expect.add("upstream", object("method", line[0], "path", line[1], "authority", authority, "headers", headers));
    }

    private static String kind(RawAnswer answer) {
        return switch (answer.header("z-details")) {
            case "via_upstream" -> "cluster";
            case "direct_response" ->
                answer.status() / 100 == 3 && !answer.header("location").isEmpty() ? "redirect" : "direct";
            default -> "error";
        };
    }

    @Override
    public void close() {
        envoy.close();
    }
}
