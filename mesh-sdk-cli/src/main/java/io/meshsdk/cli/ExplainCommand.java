package io.meshsdk.cli;

import io.meshsdk.Mesh;
import io.meshsdk.MeshBuilder;
import io.meshsdk.Request;
import io.meshsdk.engine.Explanation;
import java.io.PrintWriter;
import java.net.URI;
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

/** {@code mesh explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Says where a call would go and why: listener, virtual host, route and cluster, and of each route that was tried before"
                    + " the first condition that it does not meet. Nothing is sent to a service.",
            "Exit code 0 if the call would be forwarded or answered, 1 if not, 2 for a bootstrap or an option that cannot be used."
        })
final class ExplainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private BootstrapOption bootstrap = new BootstrapOption();

    @Option(names = "--listener", paramLabel = "NAME", description = "The outbound listener, where there are several.")
    private @Nullable String listener;

    @Option(names = "-X", paramLabel = "METHOD", defaultValue = "GET", description = "GET unless given.")
    private String method = "GET";

    @Option(names = "-H", paramLabel = "'NAME: VALUE'", description = "A header; may be repeated.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = "--start-timeout",
            paramLabel = "D",
            converter = Durations.class,
            defaultValue = "15s",
            description = "For the first configuration (15s).")
    private Duration startTimeout = Duration.ofSeconds(15);

    @Parameters(paramLabel = "URL", description = "http://HOST[:PORT]/PATH")
    private String url = "";

    @Override
    public Integer call() {
        Request request = request();
        try (Mesh started = bootstrap.start(
                mesh -> mesh.startTimeout(startTimeout).ioThreads(1).unknownHosts(MeshBuilder.UnknownHosts.REFUSE))) {
            Explanation explanation = started.explain(request);
            print(explanation, spec.commandLine().getOut());
            boolean well = explanation.outcome().startsWith("forwarded")
                    || explanation.outcome().startsWith("answered");
            return well ? 0 : 1;
        }
    }

    private Request request() {
        try {
            Request.Builder request = Request.builder(method, URI.create(url));
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
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), Failures.sentence(e), e);
        }
    }

    private static void print(Explanation explanation, PrintWriter out) {
        line("listener", explanation.listener(), out);
        line("virtual host", explanation.virtualHost(), out);
        for (Explanation.PassedOver passed : explanation.passedOver()) {
            line("passed over", passed.route() + ": " + passed.why(), out);
        }
        line("route", explanation.route(), out);
        line("cluster", explanation.cluster(), out);
        line("outcome", explanation.outcome(), out);
        out.flush();
    }

    private static void line(String what, String value, PrintWriter out) {
        if (!value.isEmpty()) {
            out.printf("%-13s %s%n", what, value);
        }
    }
}
