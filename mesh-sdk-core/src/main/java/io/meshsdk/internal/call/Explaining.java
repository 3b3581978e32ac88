package io.meshsdk.internal.call;

import io.meshsdk.call.LocalReply;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.Explanation;
import io.meshsdk.engine.Explanation.PassedOver;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.match.PathTest;
import java.util.ArrayList;
import java.util.List;

/** Tells of a call that is planned and not made. */
final class Explaining {
    private Explaining() {}

    /** Of a call that nobody else knows of. */
    static Explanation of(LiveCall call) {
        List<PassedOver> passedOver = new ArrayList<>();
        Plan plan = call.calls.plan(
                call, (route, why) -> passedOver.add(new PassedOver(route.toString(), String.valueOf(why))));
        Seldom seldom = call.seldomOrNull();
        if (seldom != null) {
            seldom.close();
        }
        return new Explanation(
                call.listener(), call.virtualHost(), call.route(), call.cluster(), outcome(plan, call), passedOver);
    }

    private static String outcome(Plan plan, LiveCall call) {
        if (plan instanceof Plan.Forward) {
            RequestHead head = call.rewritten;
            return "forwarded as " + head.method() + " " + head.scheme() + "://" + head.authority() + path(head);
        }
        if (plan instanceof Plan.Reply reply) {
            return "answered: " + told(reply.reply());
        }
        if (plan instanceof Plan.Refuse refuse) {
            return "refused: " + told(refuse.reply());
        }
        return plan instanceof Plan.PassThrough past ? "sent past the mesh: " + past.why() : "waits for configuration";
    }

    private static String told(LocalReply reply) {
        String location = reply.headers().get("location");
        return reply.status() + " " + reply.details() + (location == null ? "" : " to " + location);
    }

    /** Without the query, which may hold what must not be shown. */
    private static String path(RequestHead head) {
        return head.path().substring(0, PathTest.lengthWithoutQuery(head.path()));
    }
}
