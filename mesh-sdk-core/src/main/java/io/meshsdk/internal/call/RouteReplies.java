package io.meshsdk.internal.call;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.route.CompiledRoute;
import io.meshsdk.internal.route.Redirects;
import io.meshsdk.model.RouteAction;

/** What a route says to the caller: answers of its own, and its changes of responses. */
final class RouteReplies {
    private RouteReplies() {}

    /** Of a route that does not forward. */
    static Plan answer(LiveCall call, CompiledRoute route) {
        RouteAction action = route.action();
        if (action instanceof RouteAction.Redirect redirect) {
            String location = Redirects.location(redirect, route.path(), call.rewritten);
            return new Plan.Reply(
                    local(call, redirect.status(), Headers.of("location", location), "direct_response", ""));
        }
        if (action instanceof RouteAction.DirectResponse direct) {
            return new Plan.Reply(
                    local(call, direct.status(), directHeaders(call, direct), "direct_response", direct.body()));
        }
        String why = action instanceof RouteAction.Unsupported unsupported
                ? unsupported.why()
                : "non_forwarding_action is for calls that come in";
        call.flag(ResponseFlag.NR);
        return new Plan.Refuse(
                Replies.of(call.request, 503, call.flags(), "route_not_found{" + route + ": " + why + "}", why));
    }

    static LocalReply noCluster(LiveCall call, String cluster, int status) {
        call.flag(ResponseFlag.NC);
        LocalReply reply = local(call, status, Headers.EMPTY, "cluster_not_found", "");
        String which = cluster.isEmpty() ? "{the request names none}" : "{" + cluster + "}";
        return new LocalReply(reply.status(), reply.headers(), reply.body(), reply.flags(), reply.details() + which);
    }

    /** With the changes of the route's levels and the number of attempts, as it goes to the caller. */
    static ResponseHead response(LiveCall call, ResponseHead response) {
        Headers headers = response.headers();
        if (call.target != null && call.target.changesResponses()) {
            RequestHead sent = call.current == null ? call.rewritten : call.current.head();
            headers = call.target.mutate(headers, sent, new Facts(call, response.status(), "via_upstream"));
        }
        headers = counted(call, headers);
        return headers.equals(response.headers()) ? response : response.withHeaders(headers);
    }

    /** A failure's answer with the changes of the route's levels and the number of attempts: Envoy makes them there, too. */
    static LocalReply changed(LiveCall call, LocalReply reply) {
        Headers headers = counted(call, changed(call, reply.headers(), reply.details(), reply.body()));
        return headers.equals(reply.headers())
                ? reply
                : new LocalReply(reply.status(), headers, reply.body(), reply.flags(), reply.details());
    }

    /** Envoy knows no response code yet when it changes the headers of an answer of its own. */
    private static Headers changed(LiveCall call, Headers headers, String details, String body) {
        if (call.target == null || !call.target.changesResponses()) {
            return headers;
        }
        Headers changed = call.target.mutate(headers, call.rewritten, new Facts(call, 0, details));
        return headers.contains("grpc-status") ? changed : Replies.withContentType(changed, body);
    }

    private static Headers counted(LiveCall call, Headers headers) {
        if (call.route == null || !call.route.includeAttemptCountInResponse()) {
            return headers;
        }
        return headers.toBuilder()
                .set("x-envoy-attempt-count", Integer.toString(call.attempts))
                .build();
    }

    private static Headers directHeaders(LiveCall call, RouteAction.DirectResponse direct) {
        RequestHead request = call.rewritten;
        return direct.status() == 201
                ? Headers.of("location", request.scheme() + "://" + request.authority() + request.path())
                : Headers.EMPTY;
    }

    private static LocalReply local(LiveCall call, int status, Headers headers, String details, String body) {
        ResponseFlags flags = call.flags();
        LocalReply plain = Replies.of(call.request, status, headers, flags, details, body);
        Headers changed = changed(call, plain.headers(), details, plain.body());
        return new LocalReply(
                plain.status(),
                plain.headers().contains("grpc-status") ? changed : Replies.withContentType(changed, body),
                plain.body(),
                flags,
                details);
    }
}
