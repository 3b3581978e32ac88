package io.meshsdk.cli;

import io.meshsdk.Mesh;
import io.meshsdk.MeshBuilder;
import io.meshsdk.Request;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mesh curl}. */
@Command(
        name = "curl",
        mixinStandardHelpOptions = true,
        description = {
            "Sends calls through the mesh, and prints a JSON object for each and one that sums up.",
            "Calls that the mesh does not know are refused, not sent past it.",
            "Exit code 0 if every call got a response, 1 if not, 2 for a bootstrap or an option that cannot be used."
        })
final class CurlCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private BootstrapOption bootstrap = new BootstrapOption();

    @Option(names = "--listener", paramLabel = "NAME", description = "The outbound listener, where there are several.")
    private @Nullable String listener;

    @Option(names = "-n", paramLabel = "N", defaultValue = "1", description = "Calls in all (1).")
    private int count;

    @Option(names = "-c", paramLabel = "N", defaultValue = "1", description = "Calls at a time (1).")
    private int concurrency;

    @Option(names = "--rate", paramLabel = "RPS", defaultValue = "0", description = "Calls begun a second at most.")
    private double rate;

    @Option(
            names = "--timeout",
            paramLabel = "D",
            converter = Durations.class,
            description = "For a whole call: 250ms, 2s; the route's alone unless given.")
    private @Nullable Duration timeout;

    @Option(
            names = "--start-timeout",
            paramLabel = "D",
            converter = Durations.class,
            defaultValue = "15s",
            description = "For the first configuration (15s).")
    private Duration startTimeout = Duration.ofSeconds(15);

    @Option(names = "-X", paramLabel = "METHOD", description = "GET, or POST with -d, unless given.")
    private @Nullable String method;

    @Option(names = "-H", paramLabel = "'NAME: VALUE'", description = "A header; may be repeated.")
    private List<String> headers = new ArrayList<>();

    @Option(names = "-d", paramLabel = "BODY|@FILE", description = "The request's body, or the file that holds it.")
    private @Nullable String data;

    @Option(names = "-i", description = "Print the response's headers and body, too.")
    private boolean whole;

    @Parameters(paramLabel = "URL", description = "http://HOST[:PORT]/PATH; the mesh encrypts by itself.")
    private String url = "";

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Request request = request();
        Summary summary = new Summary();
        try (Mesh mesh = start()) {
            CallLine line = new CallLine(whole);
            new Calls(mesh.client(), count, concurrency, rate).run(request, call -> {
                summary.count(call);
                out.println(line.of(call));
                out.flush();
            });
        }
        out.println(summary.json());
        out.flush();
        return summary.allAnswered() ? 0 : 1;
    }

    private Mesh start() {
        return bootstrap.start(mesh -> mesh.startTimeout(startTimeout)
                .ioThreads(Math.min(concurrency, Runtime.getRuntime().availableProcessors()))
                // What the mesh does not know would go out in plaintext, which is not what this command is for.
                .unknownHosts(MeshBuilder.UnknownHosts.REFUSE));
    }

    private Request request() {
        if (count < 1 || concurrency < 1 || rate < 0) {
            throw new ParameterException(spec.commandLine(), "-n and -c must be 1 or more, --rate 0 or more");
        }
        byte[] body = body();
        try {
            String used = method != null ? method : body.length > 0 || data != null ? "POST" : "GET";
            Request.Builder request = Request.builder(used, URI.create(url)).body(body);
            for (String header : headers) {
                int colon = header.indexOf(':');
                if (colon < 1) {
                    throw new IllegalArgumentException("-H '" + header + "' is no header: write 'name: value'");
                }
                request.header(
                        header.substring(0, colon).strip(),
                        header.substring(colon + 1).strip());
            }
            if (listener != null) {
                request.listener(listener);
            }
            if (timeout != null) {
                request.timeout(timeout);
            }
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), Failures.sentence(e), e);
        }
    }

    private byte[] body() {
        if (data == null) {
            return new byte[0];
        }
        if (!data.startsWith("@")) {
            return data.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
        Path file = Path.of(data.substring(1));
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "-d @" + file + " cannot be read: " + e, e);
        }
    }
}
