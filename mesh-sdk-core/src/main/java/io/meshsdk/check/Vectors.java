package io.meshsdk.check;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Decisions that a real proxy took, judged on the engine that decides here. Each kind of file is known by what is in it, never by
 * its name or folder; {@code manifest.json}, which counts the others, is passed over.
 *
 * <p>Blocks on files. Whatever cannot be read or judged is a verdict that names why, not an exception.
 */
public final class Vectors {
    private static final String MANIFEST = "manifest.json";
    private static final List<VectorFormat> FORMATS = List.of(
            new RefusedRoutes(),
            new ConfigVectors(),
            new RbacVectors(),
            new WeightVectors(),
            new RetryVectors(),
            new RouteVectors(),
            new PathVectors());

    private static final int BEGIN = 64;

    private Vectors() {}

    /**
     * The file, or those below the folder that are or look like JSON, in the order of their names. Neither {@code manifest.json} nor
     * what only describes vectors is among them.
     */
    public static List<Path> files(Path fileOrFolder) throws IOException {
        if (!Files.isDirectory(fileOrFolder)) {
            return List.of(fileOrFolder);
        }
        try (Stream<Path> below = Files.walk(fileOrFolder)) {
            return below.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(MANIFEST))
                    .filter(file -> isJson(file))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** A file of that name must be judged, good or bad; another one where it begins as an object or a list does. */
    private static boolean isJson(Path file) {
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
            return true;
        }
        try (InputStream content = Files.newInputStream(file)) {
            String begin = new String(content.readNBytes(BEGIN), StandardCharsets.UTF_8).strip();
            return begin.startsWith("{") || begin.startsWith("[{");
        } catch (IOException e) {
            return false;
        }
    }

    /** All decisions of a file; none of a {@code manifest.json}. */
    public static List<Verdict> judge(Path file) {
        if (file.endsWith(MANIFEST)) {
            return List.of();
        }
        try {
            return judge(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (CharacterCodingException e) {
            return failed(file.toString(), "is not UTF-8");
        } catch (IOException e) {
            return failed(file.toString(), "cannot be read: " + e);
        }
    }

    /**
     * All decisions of a text.
     *
     * @param from for the names of verdicts: a file
     */
    public static List<Verdict> judge(String json, String from) {
        JsonElement vectors;
        try {
            vectors = JsonParser.parseString(json);
        } catch (JsonParseException e) {
            return failed(from, "is not JSON: " + e.getMessage());
        }
        for (VectorFormat format : FORMATS) {
            if (format.isOf(vectors)) {
                return judge(format, vectors, from);
            }
        }
        return failed(from, "is no kind of decision vector that is known; it has " + Json.outline(vectors));
    }

    private static List<Verdict> judge(VectorFormat format, JsonElement vectors, String from) {
        List<Verdict> verdicts = new ArrayList<>();
        try {
            format.judge(vectors, (name, differences) -> verdicts.add(new Verdict(from + name, differences)));
        } catch (MalformedVectorException e) {
            verdicts.addAll(failed(from, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            // Whatever a file holds, the others are judged, too.
            verdicts.addAll(failed(from, "cannot be judged: " + e));
        }
        return verdicts.isEmpty() ? failed(from, "holds no case") : verdicts;
    }

    private static List<Verdict> failed(String name, String why) {
        return List.of(new Verdict(name, List.of(why)));
    }
}
