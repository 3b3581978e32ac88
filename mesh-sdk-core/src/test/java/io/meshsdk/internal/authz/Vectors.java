package io.meshsdk.internal.authz;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a real Envoy 1.40 did, recorded. A few files are in the test resources; {@code -Dmesh.vectors=DIRECTORY} takes another
 * collection of the same shape.
 */
public final class Vectors {
    private Vectors() {}

    public static Stream<Path> files(String kind) {
        Path all = Path.of(System.getProperty("mesh.vectors", "src/test/resources/vectors"));
        try (Stream<Path> found = Files.list(all.resolve(kind))) {
            List<Path> sorted = found.filter(
                            file -> file.toString().endsWith(".json") && !file.endsWith("manifest.json"))
                    .sorted()
                    .toList();
            return sorted.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonObject read(Path file) {
        try {
            return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
