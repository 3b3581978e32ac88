package io.meshsdk.internal.route;

import io.meshsdk.call.RequestHead;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.RouteAction.Redirect;
import java.util.Optional;

/** Where a {@link Redirect} points to. */
public final class Redirects {
    private Redirects() {}

    /** The {@code location}. */
    public static String location(Redirect redirect, PathMatch match, RequestHead head) {
        String scheme = redirect.scheme().orElse(head.scheme());
        String port = redirect.port().map(number -> ":" + number).orElse("");
        String host = redirect.host().orElseGet(() -> host(head, scheme, port));
        return scheme + "://" + host + port + path(redirect, match, head);
    }

    private static String host(RequestHead head, String scheme, String port) {
        int colon = RouteTable.portStart(head.authority());
        if (colon < 0) {
            return head.authority();
        }
        boolean defaultOfFormerScheme = !scheme.equals(head.scheme())
                && head.authority().substring(colon).equals(head.scheme().equals("https") ? ":443" : ":80");
        return port.isEmpty() && !defaultOfFormerScheme
                ? head.authority()
                : head.authority().substring(0, colon);
    }

    private static String path(Redirect redirect, PathMatch match, RequestHead head) {
        int end = head.path().indexOf('?');
        String query = end < 0 ? "" : head.path().substring(end);
        if (redirect.path().isPresent() && !redirect.path().get().isEmpty()) {
            String path = redirect.path().get();
            return path.indexOf('?') >= 0 || redirect.stripQuery() ? slash(path) : slash(path) + query;
        }
        String whole = PathRewrite.of(match, redirect.prefixRewrite(), Optional.empty())
                .apply(head.path());
        int mark = whole.indexOf('?');
        return slash(redirect.stripQuery() && mark >= 0 ? whole.substring(0, mark) : whole);
    }

    private static String slash(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }
}
