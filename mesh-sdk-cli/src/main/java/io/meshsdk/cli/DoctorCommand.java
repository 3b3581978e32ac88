package io.meshsdk.cli;

import io.meshsdk.Checkup;
import io.meshsdk.MeshDoctor;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mesh doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Tries what a start needs, step by step: Java, files, the bootstrap, certificates and their dates, and of each management"
                    + " server address, TCP, TLS, gRPC and the first response. Says of each failure what to do.",
            "Exit code 0 if nothing failed, 1 if something did, 2 for an option that cannot be used."
        })
final class DoctorCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private BootstrapOption bootstrap = new BootstrapOption();

    @Option(
            names = "--timeout",
            paramLabel = "D",
            converter = Durations.class,
            defaultValue = "5s",
            description = "For each step that waits for others (5s).")
    private Duration timeout = Duration.ofSeconds(5);

    @Override
    public Integer call() {
        if (timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE) {
            throw new UsageException("--timeout must be between 1ms and 24 days");
        }
        PrintWriter out = spec.commandLine().getOut();
        boolean well = MeshDoctor.examine(bootstrap.path(), timeout, checkup -> print(checkup, out));
        out.println(well ? "a start has what it needs" : "a start would fail");
        out.flush();
        return well ? 0 : 1;
    }

    private static void print(Checkup checkup, PrintWriter out) {
        out.printf("%-8s%-13s%s%n", checkup.outcome().name().toLowerCase(Locale.ROOT), checkup.step(), checkup.found());
        if (!checkup.advice().isEmpty()) {
            out.printf("%21s→ %s%n", "", checkup.advice());
        }
        out.flush();
    }
}
