package io.meshsdk.cli;

import io.meshsdk.Mesh;
import io.meshsdk.Request;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A call to a port that is closed, so that the script's archive holds the classes of a call. */
@Command(name = "warm-up", hidden = true, description = "Loads what a call needs, for the archive of classes.")
final class WarmUpCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException, InterruptedException {
        int closed;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = free.getLocalPort();
        }
        Path bootstrap = Files.createTempFile("mesh-warm-up", ".yaml");
        try (InputStream text = Objects.requireNonNull(WarmUpCommand.class.getResourceAsStream("warm-up.yaml"))) {
            String yaml = new String(text.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            Files.writeString(bootstrap, yaml.replace("PORT", Integer.toString(closed)));
            try (Mesh mesh = Mesh.builder().bootstrap(bootstrap).ioThreads(1).start()) {
                mesh.client()
                        .sendBlocking(Request.builder("GET", java.net.URI.create("http://warm-up/"))
                                .timeout(Duration.ofSeconds(2))
                                .build());
            }
        } finally {
            Files.delete(bootstrap);
        }
        return 0;
    }
}
