package io.meshsdk.interop;

import static io.meshsdk.interop.JsonText.array;
import static io.meshsdk.interop.JsonText.object;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** Requests that the random routes know something of. */
final class RandomRequests {
    static final List<String> WORDS = List.of("alpha", "ALPHA", "beta", "al", "a", "1", "42");
    static final List<String> HEADER_NAMES = List.of(
            "x-a",
            "X-B",
            "x-b",
            "x-none",
            ":method",
            ":path",
            ":authority",
            "host",
            "user-agent",
            "content-type",
            "accept");
    private static final List<String> AUTHORITIES = List.of(
            "h.test",
            "H.Test",
            "a.h.test",
            "b.a.h.test",
            "h.test:80",
            "q-x.test",
            "h.foo",
            "zz",
            "[::1]:80",
            "a.h.test:8080",
            "-x.test",
            ".test",
            "h.test:443");
    private static final List<String> PATHS = List.of(
            "/",
            "/api",
            "/api/",
            "/api/v1/users",
            "/API/v1",
            "/apis",
            "/users/42",
            "/users/42/orders",
            "/users/",
            "/static/a.css",
            "/a;p=1/b",
            "/a;p=1",
            "/a/b",
            "/q",
            "/x%2fy",
            "//x",
            "/k/v1/z");
    private static final List<String> QUERIES = List.of(
            "",
            "",
            "",
            "?a=1",
            "?a=2&a=1",
            "?b",
            "?A=1",
            "?a=",
            "?a=%61lpha",
            "?debug=true&x=y",
            "?",
            "?a=alpha;b",
            "?x?a=1");
    private static final List<String> COOKIES =
            List.of("user=alpha", "user=\"alpha\"; env=beta", "env=1; user=42", "s", "user=", "a; s=alpha; s=beta");

    private final Dice dice;

    RandomRequests(Dice dice) {
        this.dice = dice;
    }

    JsonObject request() {
        JsonArray headers = new JsonArray();
        for (int i = dice.below(4); i > 0; i--) {
            headers.add(array(dice.of(List.of("x-a", "X-B", "x-a", "x-new")), value()));
        }
        maybe(headers, 4, "user-agent", dice.of(List.of("alpha", "ua/1", "")));
        maybe(headers, 6, "user-agent", "beta");
        maybe(headers, 5, "accept", dice.of(WORDS));
        maybe(
                headers,
                6,
                "content-type",
                dice.of(List.of("application/grpc", "application/grpc+proto", "application/grpc;x=1", "text/plain")));
        maybe(headers, 3, "cookie", dice.of(COOKIES));
        maybe(headers, 6, "cookie", dice.of(COOKIES));
        maybe(headers, 2, "x-cluster", dice.of(List.of("c1", "c4", "nope", "")));
        maybe(headers, 3, "x-p", dice.of(List.of("/new", "new", "/n?y=1", "")));
        maybe(headers, 3, "x-h", dice.of(List.of("hh.test", "")));
        maybe(headers, 5, "x-vhost", dice.of(AUTHORITIES));
        maybe(headers, 8, "x-forwarded-host", dice.of(List.of("z.test", "z.test,h.test", "h.test")));
        maybe(headers, 12, "x-forwarded-for", "10.0.0.1");
        headers.add(array("x-rand", dice.one(9) ? "18446744073709551615" : Integer.toString(dice.below(1000))));
        headers.add(array("x-hash", "k" + dice.below(1000)));
        maybe(headers, 6, "x-hash", "m" + dice.below(1000));
        return object(
                "method",
                dice.of(List.of("GET", "GET", "GET", "HEAD", "POST", "DELETE")),
                "authority",
                dice.of(AUTHORITIES),
                "path",
                dice.of(PATHS) + dice.of(QUERIES),
                "headers",
                headers);
    }

    private String value() {
        return dice.one(4) ? dice.of(List.of("", "-3", "43", "alpha,beta", "+5")) : dice.of(WORDS);
    }

    private void maybe(JsonArray headers, int times, String name, String value) {
        if (dice.one(times)) {
            headers.add(array(name, value));
        }
    }
}
