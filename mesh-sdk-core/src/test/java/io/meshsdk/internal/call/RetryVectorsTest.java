package io.meshsdk.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.AttemptStep;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.internal.authz.Vectors;
import io.meshsdk.internal.call.OutboundPolicy.CallerHeaders;
import io.meshsdk.internal.upstream.Clusters;
import io.meshsdk.model.Cluster;
import io.meshsdk.spi.CallFacts;
import io.meshsdk.spi.CallObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attempts, status, details, flags and counts are those of a real Envoy in front of the same scripted upstream. */
class RetryVectorsTest {
    static Stream<Path> files() {
        return Vectors.files("envoy-retry");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void retriesAsEnvoyDid(Path file) {
        JsonObject vector = Vectors.read(file);
        boolean trusted = vector.getAsJsonObject("hcm").has("internal_address_config");
        Fixture mesh = new Fixture(
                OutboundPolicy.STRICT.withCallerHeaders(trusted ? CallerHeaders.HEEDED : CallerHeaders.REMOVED),
                CallObserver.NONE);
        List<Cluster> clusters = List.of(Clusters.eds("c0"), Clusters.eds("dead"));
        for (Cluster cluster : clusters) {
            mesh.upstreams.apply(cluster);
            mesh.upstreams.endpoints(cluster.name(), Clusters.on(1));
        }
        mesh.publish(Routes.of(
                List.of(Routes.api("out", VectorHeads.routes(vector), Routes.ROUTER)),
                clusters.toArray(new Cluster[0])));

        List<String> differing = new ArrayList<>();
        for (JsonElement element : vector.getAsJsonArray("cases")) {
            JsonObject request = element.getAsJsonObject().getAsJsonObject("request");
            String expected = expected(element.getAsJsonObject().getAsJsonObject("expect"));
            OutboundCall call = mesh.open(VectorHeads.request(request));
            call.plan();
            call.requestEnded();
            String seen = new ScriptedDriver(mesh, call).run();
            call.close(new Outcome.Answered(0));
            if (!seen.equals(expected)) {
                differing.add(request + ": " + seen + ", not " + expected);
            }
        }
        assertThat(differing).isEmpty();
        assertThat(mesh.upstreams.all())
                .flatExtracting(upstream -> upstream.endpoints())
                .allMatch(endpoint -> endpoint.active() == 0);
    }

    private static String expected(JsonObject expect) {
        String status = expect.get("status").getAsString();
        if (status.startsWith("reset")) {
            return "broken off after " + expect.get("attempts");
        }
        return result(
                status,
                expect.get("attempts").getAsInt(),
                expect.get("attempt_count_header").getAsString(),
                expect.get("details").getAsString(),
                expect.get("flags").getAsString(),
                expect.has("grpc_status") ? expect.get("grpc_status").getAsString() : "none");
    }

    private static String result(
            String status, int attempts, String count, String details, String flags, String grpcStatus) {
        return status + " after " + attempts + ", counted " + count + ", " + details + ", flags "
                + new TreeSet<>(List.of(flags.split(","))) + ", grpc-status " + grpcStatus;
    }

    /** Plays the upstream's script to the engine. */
    private static final class ScriptedDriver {
        private final Fixture mesh;
        private final OutboundCall call;
        private final String[] script;
        private final boolean withoutBody;
        private int seen;

        ScriptedDriver(Fixture mesh, OutboundCall call) {
            this.mesh = mesh;
            this.call = call;
            CallFacts facts = (CallFacts) call;
            this.script = Objects.requireNonNullElse(facts.head().headers().get("x-script"), "200")
                    .split(",");
            this.withoutBody = facts.head().method().equals("HEAD");
        }

        String run() {
            while (true) {
                AttemptStep step = call.attempt();
                if (step instanceof AttemptStep.Fail fail) {
                    return failed(fail.reply());
                }
                Attempt attempt = ((AttemptStep.Send) step).attempt();
                String action = action(attempt);
                Next next = play(attempt, action);
                if (next instanceof Next.Commit commit) {
                    if (action.equals("partial") && !withoutBody) {
                        attempt.ended(new Outcome.Truncated(200, ResponseFlags.of(ResponseFlag.UPE), "broken off"));
                        return "broken off after " + seen;
                    }
                    attempt.ended(Outcome.Answered.of(commit.head().status()));
                    return answered(commit.head());
                }
                if (next instanceof Next.Fail fail) {
                    return failed(fail.reply());
                }
                mesh.clock.advance(Duration.ofNanos(((Next.Again) next).delayNanos()));
            }
        }

        private String action(Attempt attempt) {
            if (attempt.endpoint().cluster().equals("dead")) {
                return "dead";
            }
            seen++;
            int number = Integer.parseInt(
                    Objects.requireNonNull(attempt.head().headers().get("x-envoy-attempt-count")));
            return script[Math.min(number, script.length) - 1];
        }

        private Next play(Attempt attempt, String action) {
            if (action.startsWith("grpc")) {
                return attempt.responseHead(new ResponseHead(
                        200, Headers.of("content-type", "application/grpc", "grpc-status", action.substring(4))));
            }
            return switch (action) {
                case "dead" -> attempt.ended(new Outcome.ConnectFailed("upstream_reset_before_response_started"));
                case "reset", "close" ->
                    attempt.ended(new Outcome.Disconnected("upstream_reset_before_response_started"));
                case "partial" -> attempt.responseHead(new ResponseHead(200, Headers.EMPTY));
                case "hang" -> {
                    mesh.clock.advance(Duration.ofNanos(attempt.deadline().nanos() - mesh.clock.nanos()));
                    yield attempt.timedOut(Attempt.Timeout.DEADLINE);
                }
                default -> {
                    String[] parts = action.split("[+=]");
                    Headers headers = parts.length > 1 ? Headers.of(parts[1], parts[2]) : Headers.EMPTY;
                    yield attempt.responseHead(new ResponseHead(Integer.parseInt(parts[0]), headers));
                }
            };
        }

        private String answered(ResponseHead head) {
            return result(
                    Integer.toString(head.status()),
                    seen,
                    String.valueOf(head.headers().get("x-envoy-attempt-count")),
                    "via_upstream",
                    ((CallFacts) call).flags().toString(),
                    Objects.requireNonNullElse(head.headers().get("grpc-status"), "none"));
        }

        private String failed(LocalReply reply) {
            return result(
                    Integer.toString(reply.status()),
                    seen,
                    String.valueOf(reply.headers().get("x-envoy-attempt-count")),
                    reply.details().replaceAll("\\{.*", ""),
                    reply.flags().toString(),
                    Objects.requireNonNullElse(reply.headers().get("grpc-status"), "none"));
        }
    }
}
