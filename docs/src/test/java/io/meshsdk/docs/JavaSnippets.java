package io.meshsdk.docs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles snippets against the class path of this test, which has every door. An ellipsis stands for what is left out. */
final class JavaSnippets {
    private static final Pattern TYPE =
            Pattern.compile("^(public |final |abstract |sealed )*(class|record|interface|enum) ", Pattern.MULTILINE);

    private static final String IMPORTS = Stream.of(
                    "io.grpc.ManagedChannel",
                    "io.grpc.Server",
                    "io.meshsdk.*",
                    "io.meshsdk.call.*",
                    "io.meshsdk.engine.*",
                    "io.meshsdk.grpc.MeshGrpc",
                    "io.meshsdk.model.*",
                    "io.meshsdk.spi.*",
                    "io.meshsdk.spring.*",
                    "io.meshsdk.test.*",
                    "jakarta.servlet.http.*",
                    "java.net.*",
                    "java.net.http.*",
                    "java.net.http.HttpResponse.BodyHandlers",
                    "java.nio.file.*",
                    "java.time.*",
                    "java.util.*",
                    "org.junit.jupiter.api.*",
                    "org.springframework.boot.autoconfigure.*",
                    "org.springframework.web.bind.annotation.*",
                    "org.springframework.web.client.*",
                    "org.springframework.web.service.registry.*",
                    "static org.assertj.core.api.Assertions.assertThat")
            .map(each -> "import " + each + ";")
            .collect(Collectors.joining(" "));

    private final Path output;

    JavaSnippets(Path output) {
        this.output = output;
    }

    /** What the compiler has against a snippet, with lines of the page; empty where nothing. */
    Optional<String> complaints(Snippet snippet) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(said, null, null)) {
            compiler.getTask(
                            null,
                            files,
                            said,
                            List.of(
                                    "-d",
                                    output.toString(),
                                    "-proc:none",
                                    "--release",
                                    "17",
                                    "-cp",
                                    System.getProperty(
                                            "surefire.test.class.path", System.getProperty("java.class.path"))),
                            null,
                            List.of(new Source(unit(snippet))))
                    .call();
        }
        String errors = said.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> "line " + (each.getLineNumber() - 1) + " of the snippet: " + each.getMessage(null))
                .collect(Collectors.joining("\n"));
        return errors.isEmpty() ? Optional.empty() : Optional.of(errors);
    }

    /** The snippet begins in the second line, whatever it is. */
    private static String unit(Snippet snippet) {
        String text = snippet.text().replace("{ … }", "{ throw new UnsupportedOperationException(); }");
        String imports = text.lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining(" "));
        String rest = text.replaceAll("(?m)^import .*$", "");
        String given = snippet.given().orElse("");
        if (TYPE.matcher(rest).find()) {
            return IMPORTS + imports + "\n" + rest + "\n" + given;
        }
        int bar = given.indexOf(" | ");
        String parameters = bar < 0 ? given : given.substring(0, bar);
        String types = bar < 0 ? "" : given.substring(bar + 3);
        return IMPORTS + imports + " class Snippet { void run(" + parameters + ") throws Exception {\n" + rest + "\n}}"
                + types;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        private Source(String text) {
            super(URI.create("string:///Snippet.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
