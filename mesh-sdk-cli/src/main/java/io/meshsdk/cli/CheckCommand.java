package io.meshsdk.cli;

import io.meshsdk.check.Vectors;
import io.meshsdk.check.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mesh check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Judges recorded decisions of a real proxy on the engine.",
            "Files are known by what is in them: route configurations, splits, paths, RBAC, retries, accepted and refused"
                    + " configurations. Below folders all .json files are taken but manifest.json.",
            "With --routes the files are tests of that route configuration, in the format of Envoy's router_check_tool; routes that"
                    + " no test hits are named.",
            "Exit code 0 if all agree, 1 if one does not or cannot be judged."
        })
final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print the counts only.")
    private boolean quiet;

    @Option(
            names = {"-c", "--routes"},
            paramLabel = "FILE",
            description = "A route configuration, YAML or JSON, whose tests the files are.")
    private @Nullable Path routes;

    @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Files, or folders of them.")
    private List<Path> places = new ArrayList<>();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Score> folders = new TreeMap<>();
        Score all = new Score();
        if (routes != null) {
            RouterTests tests = RouterTests.of(routes);
            for (Verdict verdict : tests.judge(places)) {
                all.count(verdict);
                print(verdict, out);
            }
            tests.printCoverage(out);
            return end(all, out);
        }
        for (Path place : places) {
            for (Verdict verdict : judge(place, folders)) {
                all.count(verdict);
                print(verdict, out);
            }
        }
        if (folders.size() > 1) {
            folders.forEach((folder, score) -> out.println(folder + ": " + score));
        }
        return end(all, out);
    }

    private static int end(Score all, PrintWriter out) {
        out.println(all);
        out.flush();
        return all.failed == 0 ? 0 : 1;
    }

    private static List<Verdict> judge(Path place, Map<String, Score> folders) {
        List<Path> files;
        try {
            files = Vectors.files(place);
        } catch (IOException e) {
            return List.of(new Verdict(place.toString(), List.of("cannot be read: " + e)));
        }
        if (files.isEmpty()) {
            return List.of(new Verdict(place.toString(), List.of("holds no file to judge")));
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (Path file : files) {
            Score score = folders.computeIfAbsent(
                    String.valueOf(file.toAbsolutePath().normalize().getParent()), folder -> new Score());
            for (Verdict verdict : Vectors.judge(file)) {
                score.count(verdict);
                verdicts.add(verdict);
            }
        }
        return verdicts;
    }

    private void print(Verdict verdict, PrintWriter out) {
        if (!quiet && !verdict.passed()) {
            out.println(verdict.name());
            verdict.differences().forEach(difference -> out.println("  " + difference));
        }
    }

    private static final class Score {
        private int passed;
        private int failed;

        void count(Verdict verdict) {
            if (verdict.passed()) {
                passed++;
            } else {
                failed++;
            }
        }

        @Override
        public String toString() {
            return passed + " passed, " + failed + " failed";
        }
    }
}
