package io.meshsdk.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.route.CompiledRoute;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each benchmark runs and comes to results; what the results are is not looked at here. */
@Timeout(120)
class BenchmarksRunTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void aDecisionIsMade() {
        assertThat(new DecisionBench().decide()).isNotNull();
    }

    @Test
    void routesAreFound() {
        RouteBench bench = new RouteBench();
        assertThat(bench.amongTenThousandHosts()).isInstanceOf(CompiledRoute.class);
        assertThat(bench.amongTenThousandHostsAndWildcards()).isInstanceOf(CompiledRoute.class);
        assertThat(bench.amongAThousandRoutes()).isInstanceOf(CompiledRoute.class);
    }

    @Test
    void callsAreComparedInPlaintextAndByMutualTls() throws Exception {
        TransportBench.run(new String[] {"warmup=0", "round=0.1", "rounds=1", "callers=2", "rps=100", "bare=yes"}, out);
        for (String shape : new String[] {
            "plaintext, callers: 2", "plaintext, calls/s: 100", "mTLS, callers: 2", "mTLS, calls/s: 100"
        }) {
            assertThat(text()).contains("### " + shape);
        }
        assertThat(text().lines().filter(line -> line.startsWith("| mesh |")))
                .hasSize(4)
                .doesNotContain("NaN");
        assertThat(text().lines().filter(line -> line.startsWith("mesh, mTLS/plaintext: ")))
                .hasSize(2);
    }

    @Test
    void bothSidesAreComparedWithTomcat() throws Exception {
        BothSidesBench.run(new String[] {"warmup=0", "round=0.5", "rounds=1", "rps=50", "connections=2"}, out);
        assertThat(text()).contains("| without the mesh | ", "| with the mesh | ", "added p50 ", "added CPU ");
    }

    @Test
    void callsAreComparedOverHttp2() throws Exception {
        TransportBench.run(new String[] {"http=2", "warmup=0", "round=0.1", "rounds=1", "callers=2", "rps=0"}, out);
        assertThat(text().lines().filter(line -> line.startsWith("| mesh |")))
                .hasSize(2)
                .doesNotContain("NaN");
    }

    @Test
    void grpcCallsAreComparedByMutualTls() throws Exception {
        GrpcBench.run(new String[] {"warmup=0", "round=0.1", "rounds=1", "callers=2"}, out);
        assertThat(text().lines())
                .anyMatch(line -> line.startsWith("blocking, callers: 2: mesh "))
                .anyMatch(line -> line.startsWith("async, callers: 2: mesh "));
    }

    @Test
    void aConfigurationIsLoadedAndOneEndpointChangePublishesNoSnapshot() {
        LoadBench.run(new String[] {"20", "3", "1"}, out);
        assertThat(text().lines().filter(line -> line.startsWith("| 1 | ")))
                .singleElement()
                .asString()
                .endsWith("| 0 |");
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
