package io.meshsdk.internal.call;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.internal.authz.PathDecision;
import io.meshsdk.internal.route.CompiledRoute;
import io.meshsdk.internal.route.RouteTrace;
import io.meshsdk.model.InternalRedirect;
import io.meshsdk.model.InternalRedirect.Predicate;
import org.jspecify.annotations.Nullable;

/** Whether an upstream's redirect is followed here, by its route's {@code internal_redirect_policy}. */
final class InternalRedirects {
    private InternalRedirects() {}

    /** Null where the response goes to the caller. */
    static @Nullable Redirection follow(LiveCall call, ResponseHead response, long drawn) {
        CompiledRoute from = call.route;
        OutboundListener listener = call.listener;
        // A mirror has no target: its answers lead nowhere. What was not read whole, or is not kept, cannot be sent
        // again.
        if (from == null
                || listener == null
                || listener.routes() == null
                || call.target == null
                || !call.requestEnded
                || !call.mayReplay()) {
            return null;
        }
        InternalRedirect policy = from.internalRedirect();
        String location = response.headers().get("location");
        if (location == null
                || !policy.redirectResponseCodes().contains(response.status())
                || call.seldom().redirects() >= policy.maxInternalRedirects()) {
            return null;
        }
        Target target = Target.parse(location);
        if (target == null || (!policy.allowCrossSchemeRedirect() && !target.scheme.equals(call.rewritten.scheme()))) {
            return null;
        }
        // Read as a caller's request is: rules about paths and hosts must not depend on how a server spells them.
        RequestHead head = listener.stripped(head(call.rewritten, response, target, policy));
        PathDecision path = listener.normalized(head.path());
        if (path instanceof PathDecision.Use use) {
            head = head.withPath(use.path());
        } else if (path != null) {
            return null;
        }
        if (!(listener.routes().find(head, drawn, RouteTrace.SILENT) instanceof CompiledRoute to)
                || !accepted(policy, call, from, to, target)) {
            return null;
        }
        return new Redirection(head, to, drawn);
    }

    private static boolean accepted(
            InternalRedirect policy, LiveCall call, CompiledRoute from, CompiledRoute to, Target target) {
        for (Predicate predicate : policy.predicates()) {
            boolean accepts;
            if (predicate instanceof Predicate.PreviousRoutes) {
                accepts = call.seldom().leadsFirst(from.name(), to.name());
            } else if (predicate instanceof Predicate.AllowListedRoutes listed) {
                accepts = listed.allowedRouteNames().contains(to.name());
            } else if (predicate instanceof Predicate.SafeCrossScheme) {
                accepts = call.rewritten.scheme().equals("https") || target.scheme.equals("http");
            } else {
                accepts = false;
            }
            if (!accepts) {
                return false;
            }
        }
        return true;
    }

    private static RequestHead head(RequestHead sent, ResponseHead response, Target target, InternalRedirect policy) {
        Headers.Builder headers = sent.headers().toBuilder();
        for (String name : policy.responseHeadersToCopy()) {
            headers.remove(name);
            for (String value : response.headers().all(name)) {
                headers.add(name, value);
            }
        }
        boolean turnsToGet = response.status() == 303
                && !sent.method().equals("GET")
                && !sent.method().equals("HEAD");
        if (turnsToGet) {
            headers.remove("content-length").remove("transfer-encoding");
        }
        headers.set("x-envoy-original-url", sent.scheme() + "://" + sent.authority() + sent.path());
        return new RequestHead(
                turnsToGet ? "GET" : sent.method(), target.scheme, target.authority, target.path, headers.build());
    }

    /** An absolute URL; a location is a peer's, so nothing but visible ASCII is taken. */
    record Target(String scheme, String authority, String path) {
        static @Nullable Target parse(String location) {
            int scheme = location.indexOf("://");
            String name = scheme < 0 ? "" : location.substring(0, scheme).toLowerCase(java.util.Locale.ROOT);
            if (!(name.equals("http") || name.equals("https")) || !isVisible(location)) {
                return null;
            }
            int fragment = location.indexOf('#');
            String rest = location.substring(scheme + 3, fragment < 0 ? location.length() : fragment);
            int end = 0;
            while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != '?') {
                end++;
            }
            String authority = rest.substring(0, end);
            if (authority.isEmpty() || authority.indexOf('@') >= 0 || authority.indexOf('\\') >= 0) {
                return null;
            }
            String path = rest.substring(end);
            return new Target(name, authority, path.startsWith("/") ? path : "/" + path);
        }

        private static boolean isVisible(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7f) {
                    return false;
                }
            }
            return true;
        }
    }
}
