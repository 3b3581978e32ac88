package io.meshsdk.internal.route;

import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.match.PathTest;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.RouteAction.PathRewrite;
import io.meshsdk.model.RouteAction.Redirect;
import org.jspecify.annotations.Nullable;

/** A {@link Redirect}, compiled: where it points to. */
public final class CompiledRedirect {
    private final Redirect redirect;
    private final @Nullable String scheme;
    private final @Nullable String host;
    private final String port;
    /** Empty where the request's stays or is rewritten. */
    private final String whole;

    private final CompiledPathRewrite rewrite;
    private final @Nullable Format format;

    private CompiledRedirect(Redirect redirect, PathMatch match) {
        this.redirect = redirect;
        this.scheme = redirect.scheme().orElse(null);
        this.host = redirect.host().orElse(null);
        this.port = redirect.port().map(number -> ":" + number).orElse("");
        this.whole = redirect.path() instanceof PathRewrite.Whole path ? path.path() : "";
        this.format = redirect.path() instanceof PathRewrite.Format path ? Format.compile(path.format()) : null;
        this.rewrite = format == null ? CompiledPathRewrite.of(redirect.path(), match) : CompiledPathRewrite.NONE;
    }

    /**
     * @throws IllegalArgumentException where a regular expression, a template or a format cannot be compiled
     */
    static CompiledRedirect of(Redirect redirect, PathMatch match) {
        return new CompiledRedirect(redirect, match);
    }

    public int status() {
        return redirect.status();
    }

    /**
     * @param path of the request, rewritten, as changes of the answer see it; null where it stays
     */
    public record Location(String uri, @Nullable String path) {}

    public Location locate(RequestHead head, FormatFacts facts) {
        // A format changes the location only, a rewrite the request as well.
        String whole = format == null ? this.whole : format.format(head, null, facts);
        boolean ownQuery = whole.indexOf('?') >= 0;
        String rewritten = rewrite.apply(head, facts);
        String path = whole.isEmpty()
                ? (rewritten == null ? head.path() : rewritten)
                : ownQuery ? whole : whole + query(head);
        if (redirect.stripQuery() && !ownQuery) {
            path = path.substring(0, PathTest.lengthWithoutQuery(path));
        }
        String to = scheme == null ? head.scheme() : scheme;
        return new Location(to + "://" + host(head, to) + port + slash(path), rewritten);
    }

    private String host(RequestHead head, String to) {
        if (host != null) {
            return host;
        }
        int colon = RouteTable.portStart(head.authority());
        if (colon < 0) {
            return head.authority();
        }
        boolean defaultOfFormerScheme = !to.equals(head.scheme())
                && head.authority().substring(colon).equals(head.scheme().equals("https") ? ":443" : ":80");
        return port.isEmpty() && !defaultOfFormerScheme
                ? head.authority()
                : head.authority().substring(0, colon);
    }

    private static String query(RequestHead head) {
        return head.path().substring(PathTest.lengthWithoutQuery(head.path()));
    }

    private static String slash(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }
}
