package io.meshsdk.check;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.meshsdk.call.Outcome;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.spi.CallFacts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Splits over many requests: the engine's must be as likely as the configured weights make them. */
final class WeightVectors implements VectorFormat {
    /** Beyond so many standard deviations a split is not of these weights: less than one in a million is. */
    private static final double DEVIATIONS = 5;

    @Override
    public boolean isOf(JsonElement vectors) {
        return Json.has(vectors, "route_config") && Json.casesExpect(vectors, "distribution");
    }

    @Override
    public void judge(JsonElement vectors, Report report) {
        JsonObject file = Json.object(vectors);
        Cases.judge(
                file,
                () -> RouteVectors.mesh(file),
                report,
                (mesh, request, expect) -> differences(mesh, file, request, expect));
    }

    private static List<String> differences(OfflineMesh mesh, JsonObject file, JsonObject request, JsonObject expect) {
        Differences differences = new Differences();
        int requests = Json.number(expect, "requests");
        Map<String, Integer> hits = new TreeMap<>();
        String route = "";
        for (int i = 0; i < requests; i++) {
            OutboundCall call = mesh.open(Heads.request(request, "http"));
            Plan plan = call.plan();
            CallFacts facts = call.facts();
            route = facts.route();
            if (!(plan instanceof Plan.Forward)) {
                return differences.add("not forwarded but " + plan).list();
            }
            hits.merge(facts.cluster(), 1, Integer::sum);
            call.close(Outcome.Answered.of(200));
        }
        Map<String, Integer> weights = weights(file, route);
        int total = weights.values().stream().mapToInt(Integer::intValue).sum();
        JsonObject recorded = Json.object(expect, "distribution");
        weights.forEach((cluster, weight) -> {
            double share = (double) weight / total;
            String of = " of " + requests + ", and the weight is " + weight + " of " + total;
            int hit = hits.getOrDefault(cluster, 0);
            if (isUnlikely(hit, requests, share)) {
                differences.add(cluster + " got " + hit + of);
            }
            int hitThen = Json.find(recorded, cluster).isPresent() ? Json.number(recorded, cluster) : 0;
            if (isUnlikely(hitThen, requests, share)) {
                differences.add(cluster + " was recorded with " + hitThen + of);
            }
        });
        hits.keySet().stream()
                .filter(cluster -> !weights.containsKey(cluster))
                .forEach(cluster -> differences.add(cluster + " was hit, and has no weight"));
        return differences.list();
    }

    private static boolean isUnlikely(int hit, int requests, double share) {
        double spread = DEVIATIONS * Math.sqrt(requests * share * (1 - share));
        return Math.abs(hit - requests * share) > spread;
    }

    /** As configured on the route of this name. */
    private static Map<String, Integer> weights(JsonObject file, String route) {
        for (JsonElement host : Json.array(Json.object(file, "route_config"), "virtual_hosts")) {
            for (JsonElement each : Json.array(Json.object(host), "routes")) {
                JsonObject candidate = Json.object(each);
                if (Json.find(candidate, "name").isPresent()
                        && Json.text(candidate, "name").equals(route)) {
                    return weights(Json.object(candidate, "route"));
                }
            }
        }
        throw new MalformedVectorException("has no route named " + route + " whose weights could be read");
    }

    private static Map<String, Integer> weights(JsonObject action) {
        Map<String, Integer> weights = new TreeMap<>();
        for (JsonElement each : Json.array(Json.object(action, "weighted_clusters"), "clusters")) {
            JsonObject cluster = Json.object(each);
            int weight = Json.find(cluster, "weight").isPresent() ? Json.number(cluster, "weight") : 0;
            weights.merge(Json.text(cluster, "name"), weight, Integer::sum);
        }
        return weights;
    }
}
