package io.meshsdk.cli;

import io.meshsdk.check.Lint;
import io.meshsdk.check.Linted;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mesh lint}. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        description = {
            "Reads configuration as a mesh would, and says what it takes, refuses and leaves out.",
            "Takes bootstraps of Envoy and of gRPC, and discovery responses as bytes or as JSON; each is known by what is in it."
                    + " Below folders all other files are passed over.",
            "Exit code 0 if all is taken, 1 if something is refused."
        })
final class LintCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print what is rejected and the counts only.")
    private boolean quiet;

    @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Files, or folders of them.")
    private List<Path> places = new ArrayList<>();

    private int accepted;
    private int rejected;
    private int ignored;
    private int passedOver;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (Path place : places) {
            try {
                List<Path> files = Lint.files(place);
                boolean named = files.equals(List.of(place));
                int before = passedOver;
                for (Path file : files) {
                    print(Lint.file(file), named, out);
                }
                if (files.size() == passedOver - before) {
                    reject(place + ": holds no configuration", out);
                }
            } catch (IOException e) {
                reject(place + ": cannot be read: " + e, out);
            }
        }
        if (passedOver > 0) {
            out.println(passedOver + " other files passed over");
        }
        out.println(accepted + " accepted, " + rejected + " rejected, " + ignored + " ignored");
        out.flush();
        return rejected == 0 ? 0 : 1;
    }

    /** A file that was named must be configuration; one that was found need not. */
    private void print(Linted linted, boolean named, PrintWriter out) {
        if (!linted.isConfiguration()) {
            if (named) {
                reject(linted.from() + ": is neither a bootstrap nor a discovery response", out);
            } else {
                passedOver++;
            }
            return;
        }
        accepted += linted.accepted().size();
        rejected += linted.rejected().size();
        ignored += linted.ignored().size();
        if (!quiet || !linted.rejected().isEmpty()) {
            out.println(linted.from() + ": " + linted.kind());
        }
        linted.rejected().forEach(finding -> out.println("  rejected " + finding));
        if (!quiet) {
            linted.accepted().forEach(name -> out.println("  accepted " + name));
            linted.ignored().forEach(finding -> out.println("  ignored  " + finding));
        }
    }

    private void reject(String why, PrintWriter out) {
        rejected++;
        out.println(why);
    }
}
