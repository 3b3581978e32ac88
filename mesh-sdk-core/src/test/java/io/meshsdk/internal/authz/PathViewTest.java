package io.meshsdk.internal.authz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathViewTest {
    @ParameterizedTest(name = "{0} is read as {1}")
    @CsvSource({
        "/admin, /admin",
        "/a%20b/caf%C3%A9?x=..;/, /a%20b/caf%C3%A9?x=..;/",
        "//admin, /admin",
        "/public/../admin, /admin",
        "/public/%2e%2e/admin, /admin",
        "/public/..;x/admin, /admin",
        "/admin;x=1/users, /admin/users",
        "/%61dmin, /admin",
        "/public%2f..%2fadmin, /admin",
        "/public\\..\\admin, /admin",
        "/a/./b/, /a/b/",
        "/admin/;x, /admin/",
        "/a/.., /",
        "/../../x, /x",
        "/%2561dmin, /%2561dmin",
    })
    void readsPathsAsContainersDo(String sent, String read) {
        assertThat(PathView.asContainersRead(sent)).isEqualTo(read);
    }
}
