package io.meshsdk.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mesh}: the mesh from the command line. */
@Command(
        name = "mesh",
        description = "Drives a mesh from the command line.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CurlCommand.class,
            CheckCommand.class,
            ExplainCommand.class,
            LintCommand.class,
            DoctorCommand.class,
            DumpCommand.class,
            WarmUpCommand.class
        })
final class MeshCommand implements Runnable {
    /** A file or an option is not as it must be. */
    static final int USAGE = CommandLine.ExitCode.USAGE;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** The command with its streams, and without the end of the JVM. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new MeshCommand())
                // A body's @FILE is the command's to read; picocli would take the file's words for arguments.
                .setExpandAtFiles(false)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    err.println("mesh " + command.getCommandName() + ": " + Failures.sentence(failure));
                    err.flush();
                    return failure instanceof UsageException ? USAGE : CommandLine.ExitCode.SOFTWARE;
                })
                .execute(args);
    }

    public static void main(String[] args) {
        // Nobody records this process, and looking whether somebody does takes a tenth of the start.
        System.setProperty("io.netty.jfr.enabled", "false");
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(out, err, args);
        out.flush();
        err.flush();
        System.exit(code);
    }
}
