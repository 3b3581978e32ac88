package io.meshsdk.check;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.model.ResourceType;
import java.util.List;
import java.util.Optional;

/** Route configurations that were refused: a list of {@code route_config} and {@code error}. */
final class RefusedRoutes implements VectorFormat {
    @Override
    public boolean isOf(JsonElement vectors) {
        if (!vectors.isJsonArray() || vectors.getAsJsonArray().isEmpty()) {
            return false;
        }
        JsonElement first = vectors.getAsJsonArray().get(0);
        return Json.has(first, "route_config") && Json.has(first, "error");
    }

    @Override
    public void judge(JsonElement vectors, Report report) {
        JsonArray entries = vectors.getAsJsonArray();
        for (int i = 0; i < entries.size(); i++) {
            JsonElement entry = entries.get(i);
            report.judge("[" + i + "]", () -> differences(Json.object(entry)));
        }
    }

    private static List<String> differences(JsonObject entry) {
        Parsed parsed = OfflineMesh.parse(
                ResourceType.ROUTE_CONFIGURATION,
                Json.object(entry, "route_config").toString(),
                Optional.empty());
        return parsed instanceof Parsed.Rejected
                ? List.of()
                : List.of("accepted, recorded was that it is refused: " + Json.text(entry, "error"));
    }
}
