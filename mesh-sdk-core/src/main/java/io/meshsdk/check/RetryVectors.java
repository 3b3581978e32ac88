package io.meshsdk.check;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.meshsdk.call.Outcome;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.call.OutboundPolicy;
import io.meshsdk.internal.call.OutboundPolicy.CallerHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** Retry policies, scripts of what an upstream does, and how many attempts came of them. */
final class RetryVectors implements VectorFormat {
    @Override
    public boolean isOf(JsonElement vectors) {
        return Json.has(vectors, "route_config") && Json.casesExpect(vectors, "attempts");
    }

    @Override
    public void judge(JsonElement vectors, Report report) {
        JsonObject file = Json.object(vectors);
        Cases.judge(file, () -> mesh(file), report, RetryVectors::differences);
    }

    private static OfflineMesh mesh(JsonObject file) {
        JsonObject manager = Json.objectOrEmpty(file, "hcm").deepCopy();
        // Who is inside, and so may ask for retries, is not the listener's to say here: the caller is this process.
        boolean trusted = manager.remove("internal_address_config") != null;
        OfflineMesh mesh = new OfflineMesh(
                OutboundPolicy.STRICT.withCallerHeaders(trusted ? CallerHeaders.HEEDED : CallerHeaders.REMOVED));
        mesh.cluster(Surroundings.cluster("c0", ""));
        mesh.cluster(Surroundings.cluster("dead", ""));
        mesh.listen(Surroundings.outbound(manager, Json.object(file, "route_config")));
        return mesh;
    }

    private static List<String> differences(OfflineMesh mesh, JsonObject request, JsonObject expect) {
        OutboundCall call = mesh.open(Heads.request(request, "http"));
        Plan plan = call.plan();
        Differences differences = new Differences();
        if (!(plan instanceof Plan.Forward)) {
            return differences
                    .add("not forwarded but " + plan + ", recorded was " + expect)
                    .list();
        }
        call.requestEnded();
        ScriptedUpstream.Result result = new ScriptedUpstream(mesh.clock, call).run();
        call.close(Outcome.Answered.of(0));
        differences
                .compareText("status", result.status(), expect)
                .compareText("attempts", Integer.toString(result.attempts()), expect);
        if (!result.isBrokenOff()) {
            differences
                    .compareText("attempt_count_header", result.attemptCountHeader(), expect)
                    .compareText("details", result.details(), expect)
                    .compareText("grpc_status", result.grpcStatus(), expect);
            if (Json.find(expect, "flags").isPresent()) {
                differences.compare("flags", sorted(result.flags()), sorted(Json.text(expect, "flags")));
            }
        }
        if (mesh.upstreams.all().stream()
                .flatMap(upstream -> upstream.endpoints().stream())
                .anyMatch(endpoint -> endpoint.active() != 0)) {
            differences.add("an attempt is still counted as running after the call has ended");
        }
        return differences.list();
    }

    private static TreeSet<String> sorted(String flags) {
        return new TreeSet<>(Arrays.asList(flags.split(",")));
    }
}
