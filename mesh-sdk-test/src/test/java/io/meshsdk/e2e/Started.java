package io.meshsdk.e2e;

import io.meshsdk.Mesh;
import io.meshsdk.MeshBuilder;
import io.meshsdk.Request;
import io.meshsdk.Response;
import io.meshsdk.test.Bootstrap;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** How these tests start a mesh, call through it, and wait. */
final class Started {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private Started() {}

    static Mesh mesh(Bootstrap bootstrap, Path directory) throws InterruptedException {
        return builder(bootstrap, directory).start();
    }

    static MeshBuilder builder(Bootstrap bootstrap, Path directory) {
        return Mesh.builder()
                .bootstrap(bootstrap.writeTo(directory.resolve("bootstrap-" + System.nanoTime() + ".json")))
                .ioThreads(1)
                .startTimeout(PATIENCE);
    }

    static Response get(Mesh mesh, String uri) throws InterruptedException {
        return mesh.client().sendBlocking(Request.get(uri));
    }

    static Response get(Mesh mesh, String uri, String header, String value) throws InterruptedException {
        return mesh.client()
                .sendBlocking(Request.builder("GET", URI.create(uri))
                        .header(header, value)
                        .build());
    }

    /** Calls until an answer is as wanted: a change of configuration is in force some time after it was acknowledged. */
    static Response until(String what, Call call, java.util.function.Predicate<Response> wanted) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Response response = call.make();
            if (wanted.test(response)) {
                return response;
            }
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        "no answer with " + what + " within " + PATIENCE + "; the last is " + response);
            }
            Thread.onSpinWait();
        }
    }

    /** Looks until something is as wanted. */
    static void eventually(String what, Supplier<Boolean> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.get()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    interface Call {
        Response make() throws Exception;
    }
}
