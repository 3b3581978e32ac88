package io.meshsdk;

import java.util.Set;
import java.util.stream.Collectors;

/** The threads of all meshes of this JVM. */
final class MeshThreads {
    private MeshThreads() {}

    static Set<Thread> alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("mesh-"))
                .collect(Collectors.toSet());
    }
}
