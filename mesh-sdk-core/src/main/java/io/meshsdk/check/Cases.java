package io.meshsdk.check;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.Supplier;

/** Files of one configuration and many requests. */
final class Cases {
    private Cases() {}

    /** Judges one request; an engine is used for one file only. */
    interface Judge {
        List<String> differences(OfflineMesh mesh, JsonObject request, JsonObject expect);
    }

    /** A configuration that is not taken fails each of its cases. */
    static void judge(JsonObject file, Supplier<OfflineMesh> engine, VectorFormat.Report report, Judge judge) {
        List<JsonObject> cases = Json.cases(file);
        OfflineMesh mesh;
        try {
            mesh = engine.get();
        } catch (OfflineMesh.RefusedException e) {
            List<String> refused = List.of("the configuration is refused: " + e.getMessage());
            for (int i = 0; i < cases.size(); i++) {
                report.add(name(i, cases.get(i)), refused);
            }
            return;
        }
        for (int i = 0; i < cases.size(); i++) {
            JsonObject each = cases.get(i);
            report.judge(name(i, each), () -> judge.differences(mesh, request(each), Json.object(each, "expect")));
        }
    }

    /** The case itself where it has no request of its own. */
    private static JsonObject request(JsonObject each) {
        return Json.find(each, "request").isPresent() ? Json.object(each, "request") : each;
    }

    private static String name(int index, JsonObject each) {
        String number = "[" + index + "]";
        try {
            JsonObject request = request(each);
            String method = Json.find(request, "method").isPresent() ? Json.text(request, "method") + " " : "";
            String authority = Json.find(request, "authority").isPresent() ? Json.text(request, "authority") : "";
            return number + " " + method + authority + Json.text(request, "path");
        } catch (MalformedVectorException e) {
            return number;
        }
    }
}
