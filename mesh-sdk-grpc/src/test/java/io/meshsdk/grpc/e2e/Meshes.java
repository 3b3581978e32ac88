package io.meshsdk.grpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.meshsdk.Mesh;
import io.meshsdk.test.ControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How these tests start a mesh, fail and wait. */
public final class Meshes {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Meshes() {}

    public static Mesh start(ControlPlane plane, Path directory) {
        return start(plane, directory, "caller");
    }

    public static Mesh start(ControlPlane plane, Path directory, String node) {
        return Mesh.builder()
                .bootstrap(plane.bootstrap(node).writeTo(directory.resolve(node + "-" + System.nanoTime() + ".json")))
                .ioThreads(1)
                .startTimeout(PATIENCE)
                .start();
    }

    public static Status failure(Channel channel) {
        return failure(channel, CallOptions.DEFAULT);
    }

    public static Status failure(Channel channel, CallOptions options) {
        Throwable thrown = catchThrowable(() -> Words.call(channel, options, "hello"));
        assertThat(thrown).isInstanceOf(StatusRuntimeException.class);
        return ((StatusRuntimeException) thrown).getStatus();
    }

    public static void eventually(String what, BooleanSupplier wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
