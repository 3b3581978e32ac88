package io.meshsdk.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resources in a file or in a directory's files. Contents are compared, not times: an editor may write a file twice within
 * a tick of its clock, or move another into its place. For one thread.
 */
final class WatchedResources {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedResources.class);

    private final Path path;
    private Map<Path, String> seen = Map.of();
    private List<XdsResource> served = List.of();

    WatchedResources(Path path) {
        this.path = path;
    }

    /** @throws IllegalArgumentException where a file cannot be read or holds what is no resource */
    Consumer<ControlPlane.Change> load() {
        try {
            return parsed(read());
        } catch (IOException e) {
            throw new IllegalArgumentException(path + ": cannot be read: " + e, e);
        }
    }

    /** What changed since; empty where nothing did, or where it is wrong. An error is told once for each content. */
    Optional<Consumer<ControlPlane.Change>> poll(Consumer<String> onError) {
        try {
            Map<Path, String> now = read();
            return now.equals(seen) ? Optional.empty() : Optional.of(parsed(now));
        } catch (IllegalArgumentException e) {
            LOG.warn("{}; what was read before stays in force", e.getMessage());
            onError.accept(String.valueOf(e.getMessage()));
            return Optional.empty();
        } catch (IOException e) {
            // In the middle of being replaced: the next look will find it, or the same again.
            LOG.debug("cannot read {}", path, e);
            return Optional.empty();
        }
    }

    private Consumer<ControlPlane.Change> parsed(Map<Path, String> now) {
        seen = now;
        Map<String, XdsResource> resources = new LinkedHashMap<>();
        now.forEach((file, text) -> {
            // As it is for a moment while being written in place.
            if (text.isBlank()) {
                throw new IllegalArgumentException(file + ": is empty; for no resources write: resources: []");
            }
            for (XdsResource resource : XdsText.parse(file.toString(), text)) {
                if (resources.put(resource.toString(), resource) != null) {
                    throw new IllegalArgumentException(file + ": " + resource + " is there twice");
                }
            }
        });
        List<XdsResource> former = served;
        served = List.copyOf(resources.values());
        List<XdsResource> gone = new ArrayList<>(former);
        gone.removeIf(resource -> resources.containsKey(resource.toString()));
        List<XdsResource> there = served;
        return change -> {
            gone.forEach(resource -> change.remove(resource.type(), resource.name()));
            there.forEach(change::put);
        };
    }

    private Map<Path, String> read() throws IOException {
        Map<Path, String> texts = new TreeMap<>();
        if (!Files.isDirectory(path)) {
            texts.put(path, Files.readString(path));
            return texts;
        }
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.filter(WatchedResources::isResourceFile).toList()) {
                texts.put(file, Files.readString(file));
            }
        }
        return texts;
    }

    private static boolean isResourceFile(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
    }
}
