package io.meshsdk.spring.client;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/** Where a response sends its caller: above the mesh, for another host may be another cluster or none. */
final class Redirects {
    static final int MOST = 5;

    private static final Set<String> SECRETS = Set.of("authorization", "proxy-authorization", "cookie");

    private Redirects() {}

    /**
     * The request to send next.
     *
     * @param keepsBody whether it has the body of the former
     */
    record Next(URI uri, HttpMethod method, boolean keepsBody) {
        /** Without what was meant for one host only, or is about a body that is not sent again. */
        HttpHeaders headers(HttpHeaders former, URI formerUri) {
            boolean elsewhere = isElsewhere(formerUri);
            HttpHeaders kept = new HttpHeaders();
            former.forEach((name, values) -> {
                String lower = name.toLowerCase(Locale.ROOT);
                boolean withheld = elsewhere && (SECRETS.contains(lower) || lower.equals("host"));
                if (!withheld && (keepsBody || !lower.startsWith("content-"))) {
                    kept.put(name, values);
                }
            });
            return kept;
        }

        boolean isElsewhere(URI formerUri) {
            return !uri.getRawAuthority().equalsIgnoreCase(formerUri.getRawAuthority())
                    || !uri.getScheme().equalsIgnoreCase(formerUri.getScheme());
        }
    }

    /** Empty where the response is the answer. */
    static Optional<Next> next(
            @Nullable HttpRedirects policy, URI from, HttpMethod method, int status, @Nullable String location) {
        boolean redirects = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        if (policy == HttpRedirects.DONT_FOLLOW || !redirects || location == null) {
            return Optional.empty();
        }
        URI to = target(from, location);
        if (to == null) {
            return Optional.empty();
        }
        boolean toGet =
                status == 303 ? !method.equals(HttpMethod.HEAD) : status < 303 && method.equals(HttpMethod.POST);
        return Optional.of(new Next(to, toGet ? HttpMethod.GET : method, !toGet));
    }

    private static @Nullable URI target(URI from, String location) {
        try {
            URI to = from.resolve(location);
            boolean http = "http".equalsIgnoreCase(to.getScheme()) || "https".equalsIgnoreCase(to.getScheme());
            return http && to.getRawAuthority() != null ? to : null;
        } catch (IllegalArgumentException notAUri) {
            return null;
        }
    }
}
