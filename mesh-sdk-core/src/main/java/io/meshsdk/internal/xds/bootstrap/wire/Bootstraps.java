package io.meshsdk.internal.xds.bootstrap.wire;

import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.BootstrapException;
import io.meshsdk.internal.xds.bootstrap.Document;
import io.meshsdk.internal.xds.bootstrap.GrpcBootstrap;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds a bootstrap and reads it. Blocks on files. */
public final class Bootstraps {
    private static final String FILE = "GRPC_XDS_BOOTSTRAP";
    private static final String INLINE = "GRPC_XDS_BOOTSTRAP_CONFIG";

    private Bootstraps() {}

    /**
     * Envoy's or gRPC's, whichever the file holds.
     *
     * @throws BootstrapException where it cannot be used
     */
    public static Bootstrap file(Path file, ResourceParser parser) {
        try {
            return text(Files.readString(file), file.toString(), parser);
        } catch (NoSuchFileException e) {
            throw new BootstrapException(
                    file.toAbsolutePath() + ": cannot be read: there is no such file; name one that exists", e);
        } catch (CharacterCodingException e) {
            throw new BootstrapException(file + ": cannot be read: it is no text in UTF-8; give YAML or JSON", e);
        } catch (IOException e) {
            throw new BootstrapException(file + ": cannot be read: " + e, e);
        }
    }

    /**
     * @param from for messages: where the text is from
     */
    public static Bootstrap text(String text, String from, ResourceParser parser) {
        return document(Document.parse(text, from), from, parser);
    }

    /**
     * @param from for messages: where the document is from
     */
    public static Bootstrap document(Document document, String from, ResourceParser parser) {
        return GrpcBootstrap.is(document)
                ? GrpcBootstrap.read(document, from)
                : EnvoyBootstrap.read(document, from, parser);
    }

    /** As gRPC does: the file that a variable names, else what another variable holds. */
    public static Optional<Bootstrap> environment(Map<String, String> environment, ResourceParser parser) {
        String file = environment.getOrDefault(FILE, "");
        if (!file.isEmpty()) {
            return Optional.of(file(Path.of(file), parser));
        }
        String inline = environment.getOrDefault(INLINE, "");
        return inline.isEmpty() ? Optional.empty() : Optional.of(text(inline, INLINE, parser));
    }
}
