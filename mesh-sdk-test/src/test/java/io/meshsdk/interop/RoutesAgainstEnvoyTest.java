package io.meshsdk.interop;

import static io.meshsdk.interop.JsonText.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.meshsdk.check.Vectors;
import io.meshsdk.check.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Random configurations and requests through a real Envoy and through the engine: the two decide the same. */
@Tag("interop")
class RoutesAgainstEnvoyTest {
    private static final int REQUESTS = 25;

    @TempDir
    Path directory;

    @Test
    @Timeout(120)
    void decidesAsEnvoyDoes() throws Exception {
        compare(Long.getLong("mesh.routes.seed", 1), Integer.getInteger("mesh.routes.configurations", 40));
    }

    @Test
    @Tag("deep")
    @Timeout(1800)
    void decidesAsEnvoyDoesOnManyMoreConfigurations() throws Exception {
        compare(Long.getLong("mesh.routes.seed", 1_000), Integer.getInteger("mesh.routes.configurations", 1_000));
    }

    private void compare(long firstSeed, int configurations) throws Exception {
        System.out.println("route configurations from seed " + firstSeed + ", " + configurations + " of them");
        List<String> different = new ArrayList<>();
        int decisions = 0;
        try (Backends backends = Backends.start()) {
            for (long seed = firstSeed; seed < firstSeed + configurations; seed++) {
                JsonObject recorded = record(backends, seed);
                for (Verdict verdict : Vectors.judge(recorded.toString(), "seed " + seed)) {
                    decisions++;
                    if (!verdict.passed()) {
                        different.add(verdict.name() + ": " + verdict.differences());
                    }
                }
            }
        }
        System.out.println(decisions + " decisions, " + different.size() + " different");
        assertThat(different).isEmpty();
        assertThat(decisions).isEqualTo(configurations * REQUESTS);
    }

    private JsonObject record(Backends backends, long seed) throws Exception {
        Dice dice = new Dice(new SplittableRandom(seed));
        JsonObject routes = new RandomRoutes(dice).configuration();
        RandomRequests requests = new RandomRequests(dice);
        JsonArray cases = new JsonArray();
        try (RouteRecorder recorder = RouteRecorder.start(directory, backends, routes)) {
            for (int i = 0; i < REQUESTS; i++) {
                cases.add(recorder.ask(requests.request()));
            }
        }
        return object("hcm", object(), "route_config", routes, "cases", cases);
    }
}
