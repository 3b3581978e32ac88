package io.meshsdk.internal.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real Envoy takes for a match; odd templates included, in which a star is the regular expression's. */
class UriTemplateTest {
    private static final String PATHS = "paths ";

    static Stream<String> templates() throws IOException {
        return lines().filter(line -> line.startsWith("/"));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void matchesThePathsThatEnvoyMatches(String line) throws IOException {
        List<String> words = List.of(line.strip().split(" "));
        Regex template = UriTemplate.compile(words.get(0));

        assertThat(paths().filter(template::matches)).containsExactlyElementsOf(words.subList(1, words.size()));
    }

    @ParameterizedTest
    @CsvSource({
        "/*{b}, not allowed",
        "/**a/*, must be the template's end",
        "/{a=**/*}, only be the last",
        "/{a=*a}, not a variable's pattern",
        "/{a=a/}, not a variable's pattern",
        "/{a=}, nothing",
        "/a//b, nothing",
        "/{a}{b}, not allowed",
        "/{a, is not closed",
        "a, begins with /",
        "/{a}/{a}, twice"
    })
    void refusesWhatEnvoyRefuses(String template, String why) {
        assertThat(UriTemplate.refusal(template))
                .hasValueSatisfying(said -> assertThat(said).contains(why));
    }

    private static Stream<String> paths() throws IOException {
        return lines().filter(line -> line.startsWith(PATHS))
                .flatMap(line -> Arrays.stream(line.substring(PATHS.length()).split(" ")));
    }

    private static Stream<String> lines() throws IOException {
        try (InputStream recorded =
                Objects.requireNonNull(UriTemplateTest.class.getResourceAsStream("templates.txt"))) {
            return new String(recorded.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
        }
    }
}
