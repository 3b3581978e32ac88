import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Copies the wanted .proto files from where they were unpacked to where protoc finds them; on the way adds fields and puts
 * every message below our own package. Reads only pristine files and writes only what changed, so a second run does
 * nothing and protoc's output stays valid. Run as {@code java PrepareProtos.java UNPACKED FOLDERS PATCHES OUT}.
 */
final class PrepareProtos {
    private static final String OURS = "io.meshsdk.internal.proto.";
    private static final Pattern JAVA_PACKAGE = Pattern.compile("option java_package = \"([^\"]+)\";");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([a-z0-9_.]+);");

    private record Patch(String file, String anchor, String added) {}

    public static void main(String[] args) throws IOException {
        Path unpacked = Path.of(args[0]);
        List<String> folders = Files.readAllLines(Path.of(args[1]));
        List<Patch> patches = parse(Files.readAllLines(Path.of(args[2])));
        Path out = Path.of(args[3]);

        Set<Patch> unused = new HashSet<>(patches);
        Set<Path> written = new HashSet<>();
        for (String folder : folders) {
            for (Path source : protosIn(unpacked.resolve(folder))) {
                String name = unpacked.relativize(source).toString().replace('\\', '/');
                String text = Files.readString(source);
                for (Patch patch : patches) {
                    if (patch.file.equals(name)) {
                        text = apply(patch, text);
                        unused.remove(patch);
                    }
                }
                Path target = out.resolve(name);
                write(target, relocate(name, text));
                written.add(target);
            }
        }
        if (!unused.isEmpty()) {
            throw new IllegalStateException("patches for files that no folder of the list holds: " + unused);
        }
        removeOthers(out, written);
    }

    private static List<Path> protosIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".proto")).sorted().toList();
        }
    }

    private static String apply(Patch patch, String text) {
        int at = text.indexOf(patch.anchor);
        if (at < 0 || text.indexOf(patch.anchor, at + 1) >= 0) {
            throw new IllegalStateException(patch.file + ": the anchor must occur exactly once, but "
                    + (at < 0 ? "does not occur" : "occurs more than once") + ":\n" + patch.anchor);
        }
        int end = at + patch.anchor.length();
        return text.substring(0, end) + patch.added + text.substring(end);
    }

    private static String relocate(String name, String text) {
        Matcher option = JAVA_PACKAGE.matcher(text);
        if (option.find()) {
            return option.replaceAll("option java_package = \"" + OURS + "$1\";");
        }
        // A few annotation files name no Java package.
        Matcher declared = PACKAGE.matcher(text);
        if (!declared.find()) {
            throw new IllegalStateException(name + ": neither java_package nor package");
        }
        return declared.replaceFirst("$0\noption java_package = \"" + OURS + "$1\";");
    }

    private static void write(Path target, String text) throws IOException {
        if (Files.exists(target) && Files.readString(target).equals(text)) {
            return;
        }
        Files.createDirectories(target.getParent());
        Files.writeString(target, text);
    }

    private static void removeOthers(Path out, Set<Path> written) throws IOException {
        try (Stream<Path> files = Files.walk(out)) {
            files.filter(f -> Files.isRegularFile(f) && !written.contains(f)).forEach(stale -> {
                try {
                    Files.delete(stale);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static List<Patch> parse(List<String> lines) {
        List<Patch> patches = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int after = i + 1;
            int add = after + lines.subList(after, lines.size()).indexOf("add");
            int end = add + lines.subList(add, lines.size()).indexOf("end");
            if (!line.startsWith("file ") || !lines.get(after).equals("after") || add <= after + 1 || end <= add + 1) {
                throw new IllegalStateException("patches, line " + (i + 1) + ": expected file, after, add, end");
            }
            // With its line ends, so that an anchor is whole lines.
            String anchor = "\n" + String.join("\n", lines.subList(after + 1, add)) + "\n";
            String added = String.join("\n", lines.subList(add + 1, end)) + "\n";
            patches.add(new Patch(line.substring("file ".length()), anchor, added));
            i = end;
        }
        return patches;
    }
}
