package io.meshsdk.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** What core adds to an application: itself, its runtime dependencies and the natives of one platform. */
class FootprintTest {
    private static final Path CLASSES = Path.of("target", "classes");
    /** A stream's entry ends with a descriptor, which a jar's entry has not. */
    private static final int DESCRIPTOR_BYTES = 16;

    @Test
    void coreWithAllItNeedsIsAtMost30Megabytes() throws IOException {
        long bytes = size(CLASSES);
        for (Path entry : runtimeDependencies()) {
            bytes += size(entry);
        }
        assertThat(bytes).isBetween(20_000_000L, 30_000_000L);
    }

    @Test
    void nativesOfOnePlatformOnlyAreBroughtAlong() throws IOException {
        assertThat(runtimeDependencies())
                .extracting(p -> p.getFileName().toString())
                .filteredOn(name -> name.matches(".*(linux|osx|windows).*"))
                .hasSize(2)
                .allMatch(name -> name.endsWith("linux-x86_64.jar"));
    }

    private static List<Path> runtimeDependencies() throws IOException {
        String classpath = Files.readString(Path.of("target", "runtime-classpath.txt"));
        return Arrays.stream(classpath.strip().split(System.getProperty("path.separator")))
                .map(Path::of)
                .toList();
    }

    /** In a reactor a sibling may still be a folder: it counts as the jar it will become. */
    private static long size(Path entry) throws IOException {
        return Files.isDirectory(entry) ? zipped(entry) : Files.size(entry);
    }

    private static long zipped(Path folder) throws IOException {
        CountingStream counted = new CountingStream();
        try (ZipOutputStream zip = new ZipOutputStream(counted);
                Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                try {
                    zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                    Files.copy(file, zip);
                    counted.bytes -= DESCRIPTOR_BYTES;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return counted.bytes;
    }

    private static final class CountingStream extends OutputStream {
        long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] b, int off, int len) {
            bytes += len;
        }
    }
}
