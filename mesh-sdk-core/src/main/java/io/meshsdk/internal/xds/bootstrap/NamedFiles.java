package io.meshsdk.internal.xds.bootstrap;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** The files of certificates that a bootstrap names: they must be there when it is read, as for Envoy. Blocks on files. */
public final class NamedFiles {
    private static final Set<String> SOURCES = Set.of("trusted_ca", "certificate_chain", "private_key", "crl");

    private final String from;

    private NamedFiles(String from) {
        this.from = from;
    }

    /**
     * @param at path of the document
     * @throws BootstrapException where a file is not there
     */
    public static void check(Document document, String at, String from) {
        new NamedFiles(from).check(document, at);
    }

    private void check(Document document, String at) {
        if (document instanceof Document.Sequence sequence) {
            for (int i = 0; i < sequence.elements().size(); i++) {
                check(sequence.elements().get(i), at + "[" + i + "]");
            }
        } else if (document instanceof Document.Mapping mapping) {
            for (Map.Entry<String, Document> field : mapping.fields().entrySet()) {
                String path = at + "." + field.getKey();
                check(field.getValue(), path);
                if (SOURCES.contains(Document.snake(field.getKey()))
                        && field.getValue() instanceof Document.Mapping source
                        && source.fields().get("filename") instanceof Document.Scalar file
                        && !isReadable(file.text())) {
                    throw new BootstrapException(from + ":" + file.line() + ": " + path + ".filename is " + file.text()
                            + ", which cannot be read; name a file that is there and may be read");
                }
            }
        }
    }

    private static boolean isReadable(String file) {
        try {
            return Files.isReadable(Path.of(file)) && !Files.isDirectory(Path.of(file));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
