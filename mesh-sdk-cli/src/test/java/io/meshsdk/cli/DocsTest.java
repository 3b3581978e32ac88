package io.meshsdk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code docs/cli.md} tells of what is there, and its examples are what is printed. */
class DocsTest {
    private static final Path PAGE = Path.of("../docs/cli.md");

    @TempDir
    private Path folder;

    @Test
    void everyCommandHasASectionWithAllItsOptions() throws IOException {
        Map<String, CommandLine> commands = new CommandLine(new MeshCommand()).getSubcommands();

        assertThat(commands).hasSizeGreaterThan(4);
        for (Map.Entry<String, CommandLine> command : commands.entrySet()) {
            if (command.getValue().getCommandSpec().usageMessage().hidden()) {
                continue;
            }
            String section = section(command.getKey());
            command.getValue().getCommandSpec().options().stream()
                    .filter(option -> !option.usageHelp() && !option.versionHelp())
                    .forEach(option -> assertThat(Arrays.stream(option.names()))
                            .as(command.getKey() + " " + Arrays.toString(option.names()))
                            .allMatch(name -> section.contains("`" + name)));
        }
    }

    @Test
    void lintPrintsWhatThePageShows() throws IOException {
        Ran ran = Ran.mesh("lint", bootstrap());

        assertThat(example("lint"))
                .isEqualTo(ran.out().replace(folder + "/", "").strip());
    }

    @Test
    void doctorPrintsWhatThePageShowsButForJava() throws IOException {
        Ran ran = Ran.mesh("doctor", "--bootstrap", bootstrap());

        assertThat(example("doctor").replaceFirst("ok      java.*\n", ""))
                .isEqualTo(ran.out()
                        .replace(folder + "/", "")
                        .replaceFirst("ok      java.*\n", "")
                        .strip());
    }

    @Test
    void dumpHasTheEndpointsThatThePageShows() throws IOException {
        Ran ran = Ran.mesh("dump", "--bootstrap", bootstrap());

        assertThat(ran.out().replaceAll("\\s", "")).contains(example("dump").replaceAll("\\s", ""));
    }

    @Test
    void checkPrintsWhatThePageShows() throws IOException {
        Path vector = Files.writeString(folder.resolve("our-routes.json"), """
                {"cases": [
                  {"kind": "route_config", "name": "our routes are taken",
                   "resource": {"name": "rc", "virtual_hosts": [{"name": "orders", "domains": ["orders"],
                     "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "nope"}}]}]},
                   "expect": {"accepted": true}}]}
                """);

        assertThat(example("check"))
                .isEqualTo(Ran.mesh("check", vector)
                        .out()
                        .replace(folder + "/", "")
                        .strip());
    }

    private Path bootstrap() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("```yaml\n") + "```yaml\n".length();
        return Files.writeString(folder.resolve("bootstrap.yaml"), page.substring(from, page.indexOf("```", from)));
    }

    /** What follows the prompt in a command's section. */
    private static String example(String command) throws IOException {
        String section = section(command);
        int prompt = section.indexOf("$ mesh " + command);
        int from = section.indexOf('\n', prompt) + 1;
        return section.substring(from, section.indexOf("```", from)).strip();
    }

    private static String section(String command) throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("\n## mesh " + command);
        assertThat(from).as("a section for " + command).isPositive();
        int to = page.indexOf("\n## ", from + 1);
        return page.substring(from, to < 0 ? page.length() : to);
    }
}
