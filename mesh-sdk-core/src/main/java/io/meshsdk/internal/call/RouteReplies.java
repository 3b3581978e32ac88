package io.meshsdk.internal.call;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.authz.PathDecision;
import io.meshsdk.internal.route.CompiledBody;
import io.meshsdk.internal.route.CompiledRedirect;
import io.meshsdk.internal.route.CompiledRoute;
import io.meshsdk.internal.route.RouteDecision;
import io.meshsdk.model.RouteAction;

/** What a route says to the caller: answers of its own, and its changes of responses. */
final class RouteReplies {
    private RouteReplies() {}

    /** Of a route that does not forward. */
    static Plan answer(LiveCall call, CompiledRoute route) {
        RouteAction action = route.action();
        CompiledRedirect redirect = route.redirect();
        if (redirect != null) {
            CompiledRedirect.Location location = redirect.locate(call.rewritten, call);
            if (location.path() != null) {
                call.replacePath(location.path());
            }
            Headers headers = Headers.of("location", location.uri());
            return new Plan.Reply(local(call, redirect.status(), headers, "direct_response", ""));
        }
        CompiledBody body = route.body();
        if (body != null && action instanceof RouteAction.DirectResponse direct) {
            String text = body.text(call.rewritten, Headers.EMPTY, new Facts(call, 0, ""));
            Headers headers = directHeaders(call.rewritten, direct.status());
            if (!body.contentType().isEmpty()) {
                headers = headers.with("content-type", body.contentType());
            }
            return new Plan.Reply(local(call, direct.status(), headers, "direct_response", text));
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

    /** What a path that is not used leads to: 400, or a redirect to what it should be. */
    static Plan path(LiveCall call, PathDecision path) {
        if (path instanceof PathDecision.Redirect redirect) {
            return new Plan.Reply(Replies.of(
                    call.request,
                    307,
                    Headers.of("location", redirect.location()),
                    call.flags(),
                    "path_normalization_failed",
                    ""));
        }
        String why = path instanceof PathDecision.Reject reject ? "{" + reject.why() + "}" : "";
        return new Plan.Refuse(Replies.of(call.request, 400, call.flags(), "path_normalization_failed" + why, ""));
    }

    /** A failure's answer with the changes of the route's levels and the number of attempts: Envoy makes them there, too. */
    static LocalReply changed(LiveCall call, LocalReply reply) {
        Headers own = call.listener != null && call.listener.suppressesEnvoyHeaders()
                ? reply.headers().toBuilder().remove("x-envoy-overloaded").build()
                : reply.headers();
        Headers headers = counted(
                call,
                changed(
                        call,
                        new LocalReply(reply.status(), own, reply.body(), reply.flags(), reply.details()),
                        reply.details()));
        return headers.equals(reply.headers())
                ? reply
                : new LocalReply(reply.status(), headers, reply.body(), reply.flags(), reply.details());
    }

    /** Envoy knows no response code yet when it changes the headers of an answer of its own. */
    private static Headers changed(LiveCall call, LocalReply reply, String details) {
        if (call.target == null || !call.target.changesResponses()) {
            return reply.headers();
        }
        Headers changed = call.target.mutate(reply.headers(), call.rewritten, new Facts(call, 0, details));
        return Replies.settled(reply, changed);
    }

    private static Headers counted(LiveCall call, Headers headers) {
        if (call.route == null || !call.route.includeAttemptCountInResponse()) {
            return headers;
        }
        return headers.toBuilder()
                .set("x-envoy-attempt-count", Integer.toString(call.attemptsHere()))
                .build();
    }

    /** Envoy tells the request's own place with a redirect, and with what was created. */
    static Headers directHeaders(RequestHead request, int status) {
        return status == 201 || (status >= 300 && status < 400)
                ? Headers.of("location", request.scheme() + "://" + request.authority() + request.path())
                : Headers.EMPTY;
    }

    /** The same place, encrypted. */
    static Plan toHttps(LiveCall call, RouteDecision.RequireTls tls) {
        return new Plan.Reply(Replies.of(
                call.request,
                RouteDecision.RequireTls.STATUS,
                Headers.of("location", tls.location(call.rewritten)),
                call.flags(),
                "direct_response",
                ""));
    }

    private static LocalReply local(LiveCall call, int status, Headers headers, String details, String body) {
        ResponseFlags flags = call.flags();
        LocalReply plain = Replies.of(call.request, status, headers, flags, details, body);
        Headers settled = Replies.settled(plain, changed(call, plain, details));
        return new LocalReply(plain.status(), settled, plain.body(), flags, details);
    }
}
