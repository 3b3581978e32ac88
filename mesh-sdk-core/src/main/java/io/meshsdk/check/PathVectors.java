package io.meshsdk.check;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.internal.call.OutboundPolicy;
import io.meshsdk.spi.CallFacts;
import java.util.List;

/** Options of path normalisation, and what became of paths under them. */
final class PathVectors implements VectorFormat {
    /** The routes have their clusters' names, for on the way in no cluster is chosen. */
    private static final String ROUTES = """
            {"name": "rc", "virtual_hosts": [{"name": "v", "domains": ["*"], "routes": [
              {"name": "c1", "match": {"prefix": "/admin"}, "route": {"cluster": "c1"}},
              {"name": "c0", "match": {"prefix": "/"}, "route": {"cluster": "c0"}}]}]}
            """;

    @Override
    public boolean isOf(JsonElement vectors) {
        return Json.has(vectors, "hcm") && Json.casesHave(vectors, "path") && Json.casesExpect(vectors, "kind");
    }

    @Override
    public void judge(JsonElement vectors, Report report) {
        JsonObject file = Json.object(vectors);
        Cases.judge(file, () -> mesh(file), report, PathVectors::differences);
    }

    private static OfflineMesh mesh(JsonObject file) {
        OfflineMesh mesh = new OfflineMesh(OutboundPolicy.STRICT);
        mesh.listen(Surroundings.inbound(Json.object(file, "hcm"), JsonParser.parseString(ROUTES), new JsonArray()));
        return mesh;
    }

    private static List<String> differences(OfflineMesh mesh, JsonObject sent, JsonObject expect) {
        RequestHead head = new RequestHead("GET", "http", "h.test", Json.text(sent, "path"), Headers.EMPTY);
        Differences differences = new Differences();
        String kind = Json.text(expect, "kind");
        InboundCall call = mesh.receive(head, Peer.PLAINTEXT, Connections.plaintext("127.0.0.1"));
        InboundCall.Plan plan = call.plan();
        if (plan instanceof InboundCall.Plan.Proceed proceed) {
            if (kind.equals("cluster")) {
                differences
                        .compareText("cluster", ((CallFacts) call).route(), expect)
                        .compareText("path", proceed.head().path(), expect);
            } else {
                differences.add("taken as " + proceed.head().path() + ", recorded was " + expect);
            }
        } else if (plan instanceof InboundCall.Plan.Respond respond) {
            LocalReply reply = respond.reply();
            differences
                    .compare("status", reply.status(), Json.number(expect, "status"))
                    .compareText("location", reply.headers().get("location"), expect);
        } else {
            differences.add("the engine says " + plan + ", recorded was " + kind);
        }
        return differences.list();
    }
}
