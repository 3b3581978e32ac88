package io.meshsdk.e2e;

import java.util.List;

/** The threads of meshes that run in this JVM. */
final class Threads {
    private Threads() {}

    static List<String> ofMeshes() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("mesh-"))
                .sorted()
                .toList();
    }

    /** Those that idle out, and those of closing event loops, end in a moment. */
    static void awaitNone() {
        Started.eventually(
                "no thread of a mesh is left, of " + ofMeshes(),
                () -> ofMeshes().isEmpty());
    }
}
