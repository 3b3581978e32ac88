package io.meshsdk.check;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Peer;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.internal.call.OutboundPolicy;
import io.meshsdk.spi.CallFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** RBAC filters, requests and peers, and who was let in. */
final class RbacVectors implements VectorFormat {
    private static final String RBAC = "filters.http.rbac.v3.RBAC";
    private static final String METADATA = "envoy.filters.http.rbac";

    @Override
    public boolean isOf(JsonElement vectors) {
        return Json.has(vectors, "filters") && Json.casesExpect(vectors, "allowed");
    }

    @Override
    public void judge(JsonElement vectors, Report report) {
        JsonObject file = Json.object(vectors);
        Cases.judge(
                file,
                () -> mesh(file),
                report,
                (mesh, request, expect) -> differences(mesh, Json.objectOrEmpty(file, "identities"), request, expect));
    }

    private static OfflineMesh mesh(JsonObject file) {
        JsonArray filters = new JsonArray();
        for (JsonElement filter : Json.array(file, "filters")) {
            String name = filters.isEmpty() ? "rbac" : "rbac" + (filters.size() + 1);
            filters.add(Surroundings.typed(name, RBAC, Json.object(filter)));
        }
        OfflineMesh mesh = new OfflineMesh(OutboundPolicy.STRICT);
        mesh.listen(
                Surroundings.inbound(Json.object(file, "hcm"), routes(Json.objectOrEmpty(file, "per_route")), filters));
        return mesh;
    }

    /** One for each prefix that overrides the first filter, then one for all. */
    private static JsonObject routes(JsonObject overrides) {
        JsonArray routes = new JsonArray();
        overrides.entrySet().forEach(override -> {
            JsonObject perFilter = new JsonObject();
            perFilter.add(
                    "rbac", Surroundings.as("filters.http.rbac.v3.RBACPerRoute", Json.object(override.getValue())));
            JsonObject route = route(override.getKey());
            route.add("typed_per_filter_config", perFilter);
            routes.add(route);
        });
        routes.add(route("/"));
        JsonArray domains = new JsonArray();
        domains.add("*");
        JsonObject host = new JsonObject();
        host.addProperty("name", "v");
        host.add("domains", domains);
        host.add("routes", routes);
        JsonArray hosts = new JsonArray();
        hosts.add(host);
        JsonObject configuration = new JsonObject();
        configuration.addProperty("name", "rc");
        configuration.add("virtual_hosts", hosts);
        return configuration;
    }

    private static JsonObject route(String prefix) {
        JsonObject match = new JsonObject();
        match.addProperty("prefix", prefix);
        JsonObject action = new JsonObject();
        action.addProperty("cluster", "c0");
        JsonObject route = new JsonObject();
        route.add("match", match);
        route.add("route", action);
        return route;
    }

    private static List<String> differences(
            OfflineMesh mesh, JsonObject identities, JsonObject request, JsonObject expect) {
        JsonObject tls = Json.objectOrEmpty(request, "tls");
        boolean encrypted = Json.find(request, "tls").isPresent();
        String source = Json.text(request, "source_ip");
        String sni = Json.find(tls, "sni").isPresent() ? Json.text(tls, "sni") : "";
        ConnectionFacts connection =
                encrypted ? Connections.tls(source, sni.toLowerCase(Locale.ROOT)) : Connections.plaintext(source);
        InboundCall call = mesh.receive(
                Heads.request(request, encrypted ? "https" : "http"),
                encrypted ? peer(identities, tls) : Peer.PLAINTEXT,
                connection);
        InboundCall.Plan plan = call.plan();
        Differences differences = new Differences();
        differences.compare("allowed", plan instanceof InboundCall.Plan.Proceed, Json.flag(expect, "allowed"));
        if (plan instanceof InboundCall.Plan.Respond respond) {
            LocalReply reply = respond.reply();
            differences
                    .compare("status", reply.status(), Json.number(expect, "status"))
                    .compareText("details", reply.details(), expect);
            if (!Json.text(request, "method").equals("HEAD")) {
                differences.compareText("body", reply.body(), expect);
            }
        } else {
            differences
                    .compare("status", 200, Json.number(expect, "status"))
                    .compareText("details", "via_upstream", expect);
        }
        if (Json.find(expect, "rbac_metadata").isPresent()) {
            differences.compare("rbac_metadata", metadata(call), texts(Json.object(expect, "rbac_metadata")));
        }
        if (Json.find(expect, "access_log_hint").isPresent()) {
            Object hint = ((CallFacts) call)
                    .dynamicMetadata()
                    .filterMetadata()
                    .getOrDefault("envoy.common", Map.of())
                    .get("access_log_hint");
            differences.compareText("access_log_hint", String.valueOf(hint), expect);
        }
        return differences.list();
    }

    private static Map<String, String> metadata(InboundCall call) {
        Map<String, String> texts = new TreeMap<>();
        ((CallFacts) call)
                .dynamicMetadata()
                .filterMetadata()
                .getOrDefault(METADATA, Map.of())
                .forEach((key, value) -> texts.put(key, String.valueOf(value)));
        return texts;
    }

    private static Map<String, String> texts(JsonObject object) {
        Map<String, String> texts = new TreeMap<>();
        object.keySet().forEach(key -> texts.put(key, Json.text(object, key)));
        return texts;
    }

    private static Peer peer(JsonObject identities, JsonObject tls) {
        if (Json.find(tls, "client").isEmpty()) {
            return Peer.ANONYMOUS;
        }
        JsonObject identity = Json.object(identities, Json.text(tls, "client"));
        // RFC 2253 has the order of the certificate reversed.
        List<String> parts =
                new ArrayList<>(List.of(Json.text(identity, "subject").split(", ", -1)));
        Collections.reverse(parts);
        return new Peer.Certified(
                Json.texts(Json.array(identity, "uri")),
                Json.texts(Json.array(identity, "dns")),
                String.join(",", parts));
    }
}
