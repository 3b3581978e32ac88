package io.meshsdk.check;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.AttemptStep;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.call.OutboundPolicy;
import java.util.List;
import java.util.Map;

/** A route configuration, requests, and where they went, what they became and how they were answered. */
final class RouteVectors implements VectorFormat {
    /** What each cluster answers. */
    private static final ResponseHead BACKEND = new ResponseHead(
            200,
            Headers.of(
                    "content-type", "text/plain",
                    "x-resp", "backend",
                    "x-multi", "one",
                    "x-multi", "two",
                    "x-rm", "remove-me",
                    "x-empty", ""));

    @Override
    public boolean isOf(JsonElement vectors) {
        return Json.has(vectors, "route_config") && Json.casesExpect(vectors, "kind");
    }

    @Override
    public void judge(JsonElement vectors, Report report) {
        JsonObject file = Json.object(vectors);
        Cases.judge(file, () -> mesh(file), report, RouteVectors::differences);
    }

    /** Clusters c0 to c5, of which the last has an endpoint without a hostname. */
    static OfflineMesh mesh(JsonObject file) {
        OfflineMesh mesh = new OfflineMesh(OutboundPolicy.STRICT);
        for (int i = 0; i < 6; i++) {
            mesh.cluster(Surroundings.cluster("c" + i, i == 5 ? "" : "c" + i + ".endpoint.test"));
        }
        mesh.listen(Surroundings.outbound(Json.objectOrEmpty(file, "hcm"), Json.object(file, "route_config")));
        return mesh;
    }

    private static List<String> differences(OfflineMesh mesh, JsonObject request, JsonObject expect) {
        OutboundCall call = mesh.open(Heads.request(request, "http"));
        Differences differences = new Differences();
        Plan plan = call.plan();
        String method = Json.text(request, "method");
        if (plan instanceof Plan.Forward) {
            forwarded(call, expect, method, differences);
        } else if (plan instanceof Plan.Reply reply) {
            answered(reply.reply(), expect, method, differences);
        } else if (plan instanceof Plan.Refuse refuse) {
            answered(refuse.reply(), expect, method, differences);
        } else {
            differences.add("the engine says " + plan + ", recorded was " + Json.text(expect, "kind"));
        }
        differences.compareText("route", call.facts().route(), expect);
        call.close(Outcome.Answered.of(Json.number(expect, "status")));
        return differences.list();
    }

    private static void forwarded(OutboundCall call, JsonObject expect, String method, Differences differences) {
        if (!Json.text(expect, "kind").equals("cluster")) {
            differences.add("forwarded to " + call.facts().cluster() + ", recorded was " + Json.text(expect, "kind")
                    + " " + Json.text(expect, "details"));
            return;
        }
        call.requestEnded();
        AttemptStep step = call.attempt();
        if (!(step instanceof AttemptStep.Send send)) {
            answered(((AttemptStep.Fail) step).reply(), expect, method, differences);
            return;
        }
        Attempt attempt = send.attempt();
        differences.compare("cluster", attempt.endpoint().cluster(), Json.text(expect, "cluster"));
        sent(attempt.head(), Json.object(expect, "upstream"), differences);
        Next next = attempt.responseHead(BACKEND);
        if (next instanceof Next.Commit commit) {
            differences
                    .compare("status", commit.head().status(), Json.number(expect, "status"))
                    .compareText("details", "via_upstream", expect)
                    .compare(
                            "response headers",
                            Heads.ofResponse(commit.head().headers()),
                            Heads.recorded(Json.array(expect, "response_headers")));
        } else {
            differences.add("the response's head leads to " + next + ", recorded was that it was given on");
        }
    }

    private static void sent(RequestHead head, JsonObject upstream, Differences differences) {
        differences
                .compareText("method", head.method(), upstream)
                .compareText("path", head.path(), upstream)
                .compareText("authority", head.authority(), upstream)
                .compare(
                        "request headers",
                        Heads.ofRequest(head.headers()),
                        Heads.recorded(Json.array(upstream, "headers")));
        Map<String, List<String>> original = Heads.original(head.headers());
        if (!original.isEmpty()) {
            differences.compare(
                    "x-envoy-original headers",
                    original,
                    Json.find(upstream, "envoy_headers").isPresent()
                            ? Heads.recorded(Json.array(upstream, "envoy_headers"))
                            : Map.of());
        }
    }

    private static void answered(LocalReply reply, JsonObject expect, String method, Differences differences) {
        Map<String, List<String>> headers = Heads.ofResponse(reply.headers());
        boolean redirect = Json.text(expect, "kind").equals("redirect");
        if (redirect) {
            headers.remove("location");
        }
        int before = differences.list().size();
        differences
                .compare("status", reply.status(), Json.number(expect, "status"))
                .compareText("details", details(reply), expect);
        if (redirect) {
            differences.compareText("location", reply.headers().get("location"), expect);
        }
        if (!method.equals("HEAD")) {
            differences.compareText("body", reply.body(), expect);
        }
        if (differences.list().size() > before && !reply.details().equals(details(reply))) {
            differences.add("the engine's reason: " + reply.details());
            return;
        }
        differences.compare("response headers", headers, Heads.recorded(Json.array(expect, "response_headers")));
    }

    /** Envoy's words, without our reason behind them. */
    static String details(LocalReply reply) {
        int brace = reply.details().indexOf('{');
        return brace < 0 ? reply.details() : reply.details().substring(0, brace);
    }
}
