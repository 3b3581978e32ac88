package io.meshsdk.cli;

import io.meshsdk.Mesh;
import io.meshsdk.MeshBuilder;
import io.meshsdk.MeshStartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
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

    /**
     * @throws UsageException where the bootstrap cannot be used
     * @throws MeshStartException where it can, and no configuration comes
     */
    Mesh start(UnaryOperator<MeshBuilder> settings) {
        MeshBuilder mesh = settings.apply(Mesh.builder().bootstrap(file()));
        try {
            return mesh.start();
        } catch (MeshStartException e) {
            if (e.getCause() != null) {
                throw new UsageException(Failures.sentence(e));
            }
            throw e;
        }
    }
}
