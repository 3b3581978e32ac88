package io.meshsdk.cli;

import io.meshsdk.Mesh;
import io.meshsdk.MeshBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --bootstrap}, which most commands take. */
final class BootstrapOption {
    private static final String VARIABLE = "GRPC_XDS_BOOTSTRAP";

    @Option(
            names = {"-b", "--bootstrap"},
            paramLabel = "FILE",
            description = "An Envoy or a gRPC bootstrap, YAML or JSON. Without it GRPC_XDS_BOOTSTRAP names the file.")
    private @Nullable Path bootstrap;

    /**
     * Whether or not there is such a file.
     *
     * @throws UsageException where none is named
     */
    Path path() {
        if (bootstrap != null) {
            return bootstrap;
        }
        String named = System.getenv(VARIABLE);
        if (named == null || named.isEmpty()) {
            throw new UsageException("there is no bootstrap: name one with --bootstrap FILE or " + VARIABLE);
        }
        return Path.of(named);
    }

    /** @throws UsageException where there is none, or no such file */
    Path file() {
        Path file = path();
        if (!Files.isRegularFile(file)) {
            throw new UsageException(file + " is no file; name a bootstrap with --bootstrap FILE");
        }
        return file;
    }

    MeshBuilder mesh() {
        return Mesh.builder().bootstrap(file());
    }
}
