package io.meshsdk;

import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a response sends its caller, by the rules of the JDK's client. */
final class Redirects {
    /** As {@code jdk.httpclient.redirects.retrylimit} has it. */
    static final int MOST = 5;

    private static final Set<String> SECRETS = Set.of("authorization", "proxy-authorization", "cookie");

    private Redirects() {}

    /** The request to send next; empty where the response is the answer. */
    static Optional<HttpRequest> next(Redirect policy, HttpRequest sent, int status, HttpHeaders headers) {
        URI to = policy == Redirect.NEVER || !redirects(status)
                ? null
                : target(sent.uri(), headers.firstValue("location").orElse(null));
        if (to == null || !allowed(policy, sent.uri(), to)) {
            return Optional.empty();
        }
        boolean keeps = keepsMethod(status, sent.method());
        HttpRequest.Builder next = HttpRequest.newBuilder(to)
                .expectContinue(keeps && sent.expectContinue())
                .method(
                        keeps ? sent.method() : "GET",
                        keeps ? sent.bodyPublisher().orElse(BodyPublishers.noBody()) : BodyPublishers.noBody());
        sent.timeout().ifPresent(next::timeout);
        boolean elsewhere = !Objects.equals(sent.uri().getRawAuthority(), to.getRawAuthority())
                || !Objects.equals(sent.uri().getScheme(), to.getScheme());
        sent.headers().map().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            // What was meant for one host is not told to another.
            boolean withheld = elsewhere && SECRETS.contains(lower);
            boolean aboutTheBody = !keeps && lower.startsWith("content-");
            if (!withheld && !aboutTheBody) {
                values.forEach(value -> next.header(name, value));
            }
        });
        return Optional.of(next.build());
    }

    private static boolean redirects(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static boolean keepsMethod(int status, String method) {
        return switch (status) {
            case 301, 302 -> !method.equals("POST");
            case 303 -> method.equals("HEAD");
            default -> true;
        };
    }

    private static boolean allowed(Redirect policy, URI from, URI to) {
        String scheme = to.getScheme();
        if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            return false;
        }
        boolean down = "https".equalsIgnoreCase(from.getScheme()) && "http".equalsIgnoreCase(scheme);
        return policy == Redirect.ALWAYS || !down;
    }

    private static @Nullable URI target(URI from, @Nullable String location) {
        try {
            URI to = location == null ? null : from.resolve(location);
            return to == null || to.getRawAuthority() == null ? null : to;
        } catch (IllegalArgumentException notAUri) {
            return null;
        }
    }
}
