package io.meshsdk.internal.route;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.match.PathTest;
import io.meshsdk.internal.match.Regex;
import io.meshsdk.model.RouteAction.HostRewrite;
import io.meshsdk.model.RouteAction.Rewrite;
import org.jspecify.annotations.Nullable;

/** What becomes of an authority, and whether whom was asked for is told. */
final class CompiledHostRewrite {
    static final CompiledHostRewrite NONE = new CompiledHostRewrite((head, facts) -> null, false);

    private static final String FORWARDED_HOST = "x-forwarded-host";
    /** What Envoy's formatter says for what is not there. */
    private static final String MISSING = "-";

    private interface NewHost {
        @Nullable
        String of(RequestHead head, FormatFacts facts);
    }

    private final NewHost host;
    private final boolean appendForwardedHost;

    private CompiledHostRewrite(NewHost host, boolean appendForwardedHost) {
        this.host = host;
        this.appendForwardedHost = appendForwardedHost;
    }

    /**
     * @throws IllegalArgumentException where a regular expression or a format cannot be compiled
     */
    static CompiledHostRewrite of(Rewrite rewrite) {
        return new CompiledHostRewrite(host(rewrite.host()), rewrite.appendXForwardedHost());
    }

    private static NewHost host(HostRewrite rewrite) {
        if (rewrite instanceof HostRewrite.Literal literal) {
            return (head, facts) -> literal.host();
        }
        if (rewrite instanceof HostRewrite.Header header) {
            return (head, facts) -> RequestParts.first(head, header.name());
        }
        if (rewrite instanceof HostRewrite.PathRegex regex) {
            Regex pattern = Regex.compile(regex.regex().pattern());
            String substitution = regex.regex().substitution();
            return (head, facts) -> pattern.replaceAll(
                    head.path().substring(0, PathTest.lengthWithoutQuery(head.path())), substitution);
        }
        if (rewrite instanceof HostRewrite.Format format) {
            Format compiled = Format.compile(format.format());
            return (head, facts) -> compiled.format(head, null, facts, MISSING);
        }
        return (head, facts) -> null;
    }

    /** All but {@code auto_host_rewrite}; an empty host rewrites nothing. */
    RequestHead apply(RequestHead head, FormatFacts facts) {
        String changed = host.of(head, facts);
        return changed == null || changed.isEmpty() ? head : to(changed, head);
    }

    RequestHead to(String authority, RequestHead head) {
        RequestHead told = appendForwardedHost ? told(head) : head;
        return told.withAuthority(authority);
    }

    private static RequestHead told(RequestHead head) {
        Headers headers = head.headers();
        String before = String.join(",", headers.all(FORWARDED_HOST));
        if (head.authority().isEmpty() || isLast(before, head.authority())) {
            return head;
        }
        String after = before.isEmpty() ? head.authority() : before + "," + head.authority();
        return head.withHeaders(headers.with(FORWARDED_HOST, after));
    }

    /** Blanks count: Envoy compares what stands behind the last comma. */
    private static boolean isLast(String list, String authority) {
        int end = list.length();
        while (end > 0 && list.charAt(end - 1) == ',') {
            end--;
        }
        return list.substring(list.lastIndexOf(',', end - 1) + 1, end).equals(authority);
    }
}
