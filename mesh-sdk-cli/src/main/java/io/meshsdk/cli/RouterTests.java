package io.meshsdk.cli;

import io.meshsdk.check.RouterCheck;
import io.meshsdk.check.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code mesh check --routes FILE}: tests of a route configuration, as Envoy's {@code router_check_tool} has them. */
final class RouterTests {
    private final RouterCheck check;

    private RouterTests(RouterCheck check) {
        this.check = check;
    }

    /** @throws UsageException where the configuration cannot be used */
    static RouterTests of(Path routes) {
        RouterCheck.Read read = RouterCheck.of(text(routes), routes.toString());
        if (read instanceof RouterCheck.Read.Refused refused) {
            throw new UsageException(String.join("\n", refused.why()));
        }
        return new RouterTests(((RouterCheck.Read.Usable) read).check());
    }

    List<Verdict> judge(List<Path> files) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Path file : files) {
            verdicts.addAll(check.judge(text(file), file.toString()));
        }
        return verdicts;
    }

    void printCoverage(PrintWriter out) {
        List<String> never = check.neverHit();
        never.forEach(route -> out.println("never hit: " + route));
        out.println(check.routes() - never.size() + " of " + check.routes() + " routes hit");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UsageException(file + " cannot be read: " + e);
        }
    }
}
