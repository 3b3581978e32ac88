package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Any;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.meshsdk.model.ResourceType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The resources that a real istiod sent. */
final class Recordings {
    private static final Path OWN = Path.of("src/test/resources/recordings/istio/responses.zip");

    private Recordings() {}

    record Recorded(ResourceType type, Any any) {
        @Override
        public String toString() {
            return type + ", " + any.getValue().size() + " bytes";
        }
    }

    /** Each once, whatever the number of times it was sent. */
    static List<Recorded> all() {
        String given = System.getProperty("mesh.recordings", "");
        if (!given.isEmpty()) {
            return below(Path.of(given));
        }
        try (FileSystem zip = FileSystems.newFileSystem(OWN)) {
            return below(zip.getPath("/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Recorded> below(Path root) {
        Set<Recorded> resources = new LinkedHashSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".pb")).sorted().toList()) {
                resources(file).forEach(any -> type(any).ifPresent(type -> resources.add(new Recorded(type, any))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ArrayList<>(resources);
    }

    private static List<Any> resources(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        boolean delta = file.toString().contains("-delta/");
        return delta
                ? DeltaDiscoveryResponse.parseFrom(bytes).getResourcesList().stream()
                        .map(Resource::getResource)
                        .toList()
                : DiscoveryResponse.parseFrom(bytes).getResourcesList();
    }

    private static Optional<ResourceType> type(Any any) {
        return Stream.of(ResourceType.values())
                .filter(type -> type.typeUrl().equals(any.getTypeUrl()))
                .findFirst();
    }
}
