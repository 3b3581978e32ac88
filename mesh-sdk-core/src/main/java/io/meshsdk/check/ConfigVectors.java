package io.meshsdk.check;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.model.ResourceType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Single resources, and whether a bootstrap with them was taken. */
final class ConfigVectors implements VectorFormat {
    /** The cluster that stands beside each of them. */
    private static final Optional<Set<String>> CLUSTERS = Optional.of(Set.of("c0"));

    @Override
    public boolean isOf(JsonElement vectors) {
        return Json.casesHave(vectors, "resource")
                && Json.casesHave(vectors, "kind")
                && Json.casesExpect(vectors, "accepted");
    }

    @Override
    public void judge(JsonElement vectors, Report report) {
        List<JsonObject> cases = Json.cases(vectors);
        for (int i = 0; i < cases.size(); i++) {
            JsonObject each = cases.get(i);
            report.judge(name(i, each), () -> {
                JsonObject expect = Json.object(each, "expect");
                return differences(parse(Json.text(each, "kind"), Json.object(each, "resource")), expect);
            });
        }
    }

    private static String name(int index, JsonObject each) {
        try {
            return "[" + Json.text(each, "kind") + " " + Json.text(each, "name") + "]";
        } catch (MalformedVectorException e) {
            return "[" + index + "]";
        }
    }

    /** Empty where there is no such kind. */
    private static Optional<Parsed> parse(String kind, JsonObject resource) {
        return switch (kind) {
            case "cluster" -> parsed(ResourceType.CLUSTER, resource.toString());
            case "listener" -> parsed(ResourceType.LISTENER, resource.toString());
            case "endpoints" -> parsed(ResourceType.CLUSTER_LOAD_ASSIGNMENT, resource.toString());
            case "secret" -> parsed(ResourceType.SECRET, resource.toString());
            case "route_config" -> parsed(ResourceType.ROUTE_CONFIGURATION, resource.toString());
            case "rbac" -> {
                JsonArray filters = new JsonArray();
                filters.add(Surroundings.typed("rbac", "filters.http.rbac.v3.RBAC", resource));
                yield parsed(
                        ResourceType.LISTENER,
                        Surroundings.inbound(new JsonObject(), JsonParser.parseString("{}"), filters));
            }
            default -> Optional.empty();
        };
    }

    private static Optional<Parsed> parsed(ResourceType type, String json) {
        return Optional.of(OfflineMesh.parse(type, json, CLUSTERS));
    }

    private static List<String> differences(Optional<Parsed> parsed, JsonObject expect) {
        if (parsed.isEmpty()) {
            return List.of("its kind is not known: route_config, rbac, cluster and listener are");
        }
        boolean accepted = Json.flag(expect, "accepted");
        if (parsed.get() instanceof Parsed.Rejected rejected) {
            return accepted
                    ? List.of("refused: " + rejected.why().get(0) + ", recorded was that it is accepted")
                    : List.of();
        }
        String why = Json.find(expect, "error").isPresent() ? ": " + Json.text(expect, "error") : "";
        return accepted ? List.of() : List.of("accepted, recorded was that it is refused" + why);
    }
}
