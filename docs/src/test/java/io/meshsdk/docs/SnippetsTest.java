package io.meshsdk.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.Mesh;
import io.meshsdk.MeshStartException;
import io.meshsdk.spring.MeshProperties;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ByteArrayResource;
import org.w3c.dom.Element;

/** Every snippet of the README and of the pages in {@code docs} is what it claims to be. */
class SnippetsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    static Path directory;

    @TestFactory
    Stream<DynamicTest> snippets() throws IOException {
        List<Snippet> all = Snippet.all(ROOT);
        assertThat(all).extracting(Snippet::language).contains("java", "yaml", "xml");
        return all.stream()
                .map(snippet ->
                        DynamicTest.dynamicTest(snippet.language() + " at " + snippet.place(), () -> check(snippet)));
    }

    @Test
    void aSnippetThatDoesNotCompileIsRed() {
        assertThatThrownBy(() -> check(snippet("java", "Mesh.builder().begin();\n")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("page:1")
                .hasMessageContaining("line 1")
                .hasMessageContaining("begin()");
        assertThatThrownBy(() -> check(snippet("java", "class A {\n    Mash mash;\n}\n")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("Mash");
    }

    @Test
    void propertiesThatDoNotExistAreRed() {
        assertThatThrownBy(() -> check(snippet("yaml", "mesh.bootstrapp: x\n"))).hasMessageContaining("mesh");
        assertThatThrownBy(() -> check(snippet("yaml", "mesh.startup.timeout: soon\n")))
                .hasMessageContaining("timeout");
    }

    @Test
    void aBootstrapThatCannotBeReadIsRed() {
        assertThatThrownBy(() -> check(snippet("yaml", "node: {idd: x}\n"))).hasMessageContaining("node.idd");
    }

    @Test
    void aDependencyOfAnotherVersionIsRed() {
        assertThatThrownBy(() -> check(snippet("xml", """
            <dependency><groupId>io.meshsdk</groupId><artifactId>mesh-sdk-core</artifactId><version>9</version></dependency>
            """))).isInstanceOf(AssertionError.class);
    }

    private static Snippet snippet(String language, String text) {
        return new Snippet("page:1", language, Optional.empty(), text);
    }

    private static void check(Snippet snippet) throws Exception {
        switch (snippet.language()) {
            case "java" ->
                assertThat(new JavaSnippets(directory).complaints(snippet))
                        .as(snippet.place())
                        .isEmpty();
            case "yaml" -> yaml(snippet);
            case "xml" -> dependency(snippet);
            default -> {
                // Commands and output: the samples and CI run them.
            }
        }
    }

    private static void yaml(Snippet snippet) throws Exception {
        if (snippet.text().contains("static_resources:") || snippet.text().startsWith("node:")) {
            bootstrap(snippet);
            return;
        }
        var sources = new YamlPropertySourceLoader()
                .load(snippet.place(), new ByteArrayResource(snippet.text().getBytes(StandardCharsets.UTF_8)));
        assertThat(sources).as(snippet.place()).isNotEmpty();
        new Binder(ConfigurationPropertySources.from(sources))
                .bindOrCreate(
                        "mesh",
                        Bindable.of(MeshProperties.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
    }

    /** Read, and checked as far as can be without the control plane that it names. */
    private static void bootstrap(Snippet snippet) throws Exception {
        Path file = Files.writeString(directory.resolve("bootstrap.yaml"), snippet.text());
        try (Mesh mesh = Mesh.builder()
                .bootstrap(file)
                .startTimeout(Duration.ofMillis(100))
                .start()) {
            assertThat(mesh.report().rejected()).as(snippet.place()).isEmpty();
        } catch (MeshStartException e) {
            assertThat(e).as(snippet.place()).hasMessageStartingWith("no configuration came within");
        }
    }

    private static void dependency(Snippet snippet) throws Exception {
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(("<all>" + snippet.text() + "</all>").getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        var dependencies = root.getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            if (!"io.meshsdk".equals(text(dependency, "groupId"))) {
                continue;
            }
            assertThat(ROOT.resolve(text(dependency, "artifactId")))
                    .as(snippet.place())
                    .isDirectory();
            String version = text(dependency, "version");
            if (!version.isEmpty()) {
                assertThat(Files.readString(ROOT.resolve("pom.xml")))
                        .as(snippet.place())
                        .contains("<revision>" + version + "</revision>");
            }
        }
    }

    private static String text(Element in, String name) {
        var found = in.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }
}
