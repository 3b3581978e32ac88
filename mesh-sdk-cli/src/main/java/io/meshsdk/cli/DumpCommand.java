package io.meshsdk.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParser;
import io.meshsdk.Mesh;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mesh dump}. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a mesh and prints what is in force as one JSON object: listeners, routes, clusters and endpoints, the versions of"
                    + " each type, and what was rejected and left out.",
            "Keys, inline content and values of headers and cookies that carry credentials are not printed.",
            "Exit code 0, 1 if no configuration came, 2 for a bootstrap or an option that cannot be used."
        })
final class DumpCommand implements Callable<Integer> {
    private static final Gson PRETTY =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private BootstrapOption bootstrap = new BootstrapOption();

    @Option(
            names = "--start-timeout",
            paramLabel = "D",
            converter = Durations.class,
            defaultValue = "15s",
            description = "For the first configuration (15s).")
    private Duration startTimeout = Duration.ofSeconds(15);

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Mesh mesh =
                bootstrap.start(builder -> builder.startTimeout(startTimeout).ioThreads(1))) {
            out.println(PRETTY.toJson(JsonParser.parseString(mesh.dump())));
        }
        out.flush();
        return 0;
    }
}
