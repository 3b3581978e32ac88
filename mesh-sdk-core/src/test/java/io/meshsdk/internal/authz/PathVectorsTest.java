package io.meshsdk.internal.authz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PathVectorsTest {
    static Stream<Path> files() {
        return Vectors.files("envoy-path");
    }

    @ParameterizedTest
    @MethodSource("files")
    void normalizesAsEnvoyDid(Path file) {
        JsonObject vector = Vectors.read(file);
        PathNormalizer normalizer = new PathNormalizer(RbacVectorsTest.normalization(vector.getAsJsonObject("hcm")));
        SoftAssertions all = new SoftAssertions();
        for (JsonElement each : vector.getAsJsonArray("cases")) {
            JsonObject expect = each.getAsJsonObject().getAsJsonObject("expect");
            String sent = each.getAsJsonObject().get("path").getAsString();
            PathDecision decision = normalizer.normalize(sent);
            switch (expect.get("kind").getAsString()) {
                case "cluster" ->
                    all.assertThat(decision)
                            .as(sent)
                            .isEqualTo(new PathDecision.Use(expect.get("path").getAsString()));
                case "redirect" ->
                    all.assertThat(decision)
                            .as(sent)
                            .isEqualTo(new PathDecision.Redirect(
                                    expect.get("location").getAsString()));
                default -> all.assertThat(decision).as(sent).isInstanceOf(PathDecision.Reject.class);
            }
        }
        assertThat(vector.getAsJsonArray("cases")).isNotEmpty();
        all.assertAll();
    }

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
        "/a/.., /",
        "/../../x, /x",
        "/%2561dmin, /%2561dmin",
    })
    void readsPathsAsContainersDo(String sent, String read) {
        assertThat(PathView.asContainersRead(sent)).isEqualTo(read);
    }
}
