package io.meshsdk.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.model.PathMatch;
import io.meshsdk.model.RouteAction.PathRewrite;
import io.meshsdk.model.RouteAction.Redirect;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompiledRedirectTest {
    @ParameterizedTest(name = "{0}{1} with scheme {2}, host {3}, port {4}, path {5}, prefix {6} goes to {8}")
    @CsvSource({
        "a:80, /x, https, , , , , false, https://a/x",
        "a:443, /x, https, , , , , false, https://a:443/x",
        "a:80, /x, http, , , , , false, http://a:80/x",
        "a, /x?q, HTTPS, , , , , false, HTTPS://a/x?q",
        "a:8080, /x, , , 8443, , , false, http://a:8443/x",
        "a, /x, , b:444, 8443, , , false, http://b:444:8443/x",
        "a, /x?q, , , , /new, , false, http://a/new?q",
        "a, /x?q, , , , /new, , true, http://a/new",
        "a, /x?q, , , , /new?z, , true, http://a/new?z",
        "a, /x/y?q, , , , , /p, false, http://a/p/y?q",
        "a, /x/y?q, , , , , p, true, http://a/p/y",
        "[::1]:80, /x, https, , , , , false, https://[::1]/x",
    })
    void locations(
            String authority,
            String path,
            String scheme,
            String host,
            Integer port,
            String newPath,
            String prefix,
            boolean stripQuery,
            String expected) {
        Redirect redirect = new Redirect(
                Optional.ofNullable(scheme),
                Optional.ofNullable(host),
                Optional.ofNullable(port),
                prefix != null
                        ? new PathRewrite.Prefix(prefix)
                        : newPath != null ? new PathRewrite.Whole(newPath) : new PathRewrite.Keep(),
                301,
                stripQuery);
        assertThat(CompiledRedirect.of(redirect, new PathMatch.Prefix("/x"))
                        .locate(Tables.get(authority, path), Tables.FACTS)
                        .uri())
                .isEqualTo(expected);
    }
}
