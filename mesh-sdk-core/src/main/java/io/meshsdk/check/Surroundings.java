package io.meshsdk.check;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** The listener and clusters around what was recorded, as Envoy had them. */
final class Surroundings {
    static final int PORT = 10_000;
    private static final String TYPE = "@type";
    private static final String EXTENSIONS = "type.googleapis.com/envoy.extensions.";

    private Surroundings() {}

    /** A listener with one filter chain. */
    static String outbound(JsonObject manager, JsonElement routes) {
        return listener("OUTBOUND", manager, routes, new JsonArray()).toString();
    }

    /**
     * @param filters to stand before the router
     */
    static String inbound(JsonObject manager, JsonElement routes, JsonArray filters) {
        JsonObject listener = listener("INBOUND", manager, routes, filters);
        // Without it Envoy does not know which server name was asked for.
        listener.add(
                "listener_filters", list(typed("tls_inspector", "filters.listener.tls_inspector.v3.TlsInspector")));
        return listener.toString();
    }

    /**
     * @param hostname of its endpoint; may be empty
     */
    static String cluster(String name, String hostname) {
        JsonObject socket = new JsonObject();
        socket.addProperty("address", "127.0.0.1");
        socket.addProperty("port_value", 80);
        JsonObject endpoint = new JsonObject();
        endpoint.add("address", in("socket_address", socket));
        endpoint.addProperty("hostname", hostname);
        JsonObject assignment = new JsonObject();
        assignment.addProperty("cluster_name", name);
        assignment.add("endpoints", list(in("lb_endpoints", list(in("endpoint", endpoint)))));
        JsonObject cluster = new JsonObject();
        cluster.addProperty("name", name);
        cluster.addProperty("type", "STATIC");
        cluster.add("load_assignment", assignment);
        return cluster.toString();
    }

    static JsonObject typed(String name, String extension) {
        return typed(name, extension, new JsonObject());
    }

    /** A filter of a recording: its configuration, which does not say of which type it is. */
    static JsonObject typed(String name, String extension, JsonObject fields) {
        return named(name, as(extension, fields));
    }

    static JsonObject as(String extension, JsonObject fields) {
        JsonObject config = new JsonObject();
        config.addProperty(TYPE, EXTENSIONS + extension);
        fields.entrySet().forEach(field -> config.add(field.getKey(), field.getValue()));
        return config;
    }

    private static JsonObject listener(String direction, JsonObject manager, JsonElement routes, JsonArray filters) {
        JsonObject config = as("filters.network.http_connection_manager.v3.HttpConnectionManager", manager);
        config.addProperty("stat_prefix", "check");
        config.add("route_config", routes);
        JsonArray chain = filters.deepCopy();
        chain.add(typed("router", "filters.http.router.v3.Router"));
        config.add("http_filters", chain);
        JsonObject socket = new JsonObject();
        socket.addProperty("address", "127.0.0.1");
        socket.addProperty("port_value", PORT);
        JsonObject listener = new JsonObject();
        listener.addProperty("name", "check");
        listener.addProperty("traffic_direction", direction);
        listener.add("address", in("socket_address", socket));
        listener.add("filter_chains", list(in("filters", list(named("hcm", config)))));
        return listener;
    }

    private static JsonObject named(String name, JsonObject config) {
        JsonObject named = new JsonObject();
        named.addProperty("name", name);
        named.add("typed_config", config);
        return named;
    }

    private static JsonObject in(String field, JsonElement value) {
        JsonObject object = new JsonObject();
        object.add(field, value);
        return object;
    }

    private static JsonArray list(JsonElement only) {
        JsonArray list = new JsonArray();
        list.add(only);
        return list;
    }
}
