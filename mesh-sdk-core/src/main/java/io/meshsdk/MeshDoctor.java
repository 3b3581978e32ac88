package io.meshsdk;

import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.BootstrapException;
import io.meshsdk.internal.xds.bootstrap.Document;
import io.meshsdk.internal.xds.bootstrap.GrpcBootstrap;
import io.meshsdk.internal.xds.bootstrap.NamedFiles;
import io.meshsdk.internal.xds.bootstrap.Source;
import io.meshsdk.internal.xds.bootstrap.wire.Bootstraps;
import io.meshsdk.internal.xds.wire.MessageParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tries what a start needs, one step after the other, and says of each failure what to do: Java, files, the bootstrap, certificates
 * and their dates, then for each management server its address, TCP, TLS, gRPC and the first response.
 *
 * <p>Blocks, for a bounded time. What a failed step is needed for is not tried. A stream that it opens asks for what a start asks for
 * first, acknowledges nothing and ends.
 */
public final class MeshDoctor {
    private static final int OLDEST_JAVA = 17;

    private final Path bootstrap;
    private final Duration limit;
    private final Map<String, String> environment;
    private final Consumer<Checkup> told;
    private boolean failed;

    private MeshDoctor(Path bootstrap, Duration limit, Map<String, String> environment, Consumer<Checkup> told) {
        this.bootstrap = bootstrap;
        this.limit = limit;
        this.environment = environment;
        this.told = told;
    }

    /**
     * @param limit for each step that waits for others
     * @param told of each step as it ends
     * @return whether no step failed
     */
    public static boolean examine(Path bootstrap, Duration limit, Consumer<Checkup> told) {
        return new MeshDoctor(bootstrap, limit, System.getenv(), told).examine();
    }

    private boolean examine() {
        tell(java(Runtime.version().feature()));
        document().flatMap(this::bootstrap).ifPresent(this::rest);
        return !failed;
    }

    private void rest(Bootstrap read) {
        new CertificateCheck(environment, Instant.now()).of(read).forEach(this::tell);
        new ServerCheck(read, environment, limit, this::tell).run();
    }

    static Checkup java(int version) {
        String found = "Java " + version + ", " + System.getProperty("java.vm.name") + " in "
                + System.getProperty("java.home");
        return version >= OLDEST_JAVA
                ? Checkup.ok("java", found)
                : Checkup.failed("java", found, "install Java " + OLDEST_JAVA + " or newer, and set JAVA_HOME to it");
    }

    /** Empty where a failure was told. */
    private Optional<Document> document() {
        String text;
        try {
            text = Files.readString(bootstrap);
        } catch (NoSuchFileException e) {
            return gone(Checkup.failed(
                    "files",
                    "the bootstrap " + bootstrap.toAbsolutePath() + " is not there",
                    "mend the path, or write the file; docs/cli.md has an example"));
        } catch (CharacterCodingException e) {
            return gone(Checkup.failed("files", bootstrap + " is no text in UTF-8", "give YAML or JSON"));
        } catch (IOException e) {
            return gone(Checkup.failed(
                    "files", bootstrap + " cannot be read: " + e, "let the user of this process read the file"));
        }
        try {
            Document document = Document.parse(text, bootstrap.toString());
            if (!GrpcBootstrap.is(document)) {
                NamedFiles.check(document, "", bootstrap.toString());
            }
            return Optional.of(document);
        } catch (BootstrapException e) {
            return gone(Checkup.failed(
                    "files",
                    String.valueOf(e.getMessage()),
                    "mend that line; `mesh lint " + bootstrap + "` looks again"));
        }
    }

    private Optional<Bootstrap> bootstrap(Document document) {
        Bootstrap read;
        try {
            read = Bootstraps.document(document, bootstrap.toString(), new MessageParser());
        } catch (BootstrapException e) {
            tell(Checkup.ok("files", bootstrap + " can be read"));
            return gone(Checkup.failed(
                    "bootstrap",
                    String.valueOf(e.getMessage()),
                    "mend that field; `mesh lint " + bootstrap + "` looks again"));
        }
        for (Source source : read.sources().values()) {
            if (source instanceof Source.File file && !Files.isReadable(Path.of(file.path()))) {
                return gone(Checkup.failed(
                        "files",
                        "the resources in " + file.path() + " cannot be read",
                        "write the file, or mend its path in dynamic_resources"));
            }
        }
        tell(Checkup.ok("files", bootstrap + " and the files that it names can be read"));
        tell(Checkup.ok(
                "bootstrap",
                "a bootstrap of " + (GrpcBootstrap.is(document) ? "gRPC" : "Envoy") + " for node '"
                        + read.node().id() + "' with " + read.servers().size() + " management servers and "
                        + read.fixed().size() + " static resources"));
        return Optional.of(read);
    }

    private <T> Optional<T> gone(Checkup failure) {
        tell(failure);
        return Optional.empty();
    }

    private void tell(Checkup checkup) {
        failed |= checkup.outcome() == Checkup.Outcome.FAILED;
        told.accept(checkup);
    }
}
