package io.meshsdk.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.meshsdk.call.Address;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Locality;
import io.meshsdk.call.Metadata;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.authz.Vectors;
import io.meshsdk.internal.upstream.Clusters;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.ClusterLoadAssignment.HealthStatus;
import io.meshsdk.model.ClusterLoadAssignment.LbEndpoint;
import io.meshsdk.model.ClusterLoadAssignment.LocalityLbEndpoints;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.HttpConnectionManager.PathNormalization;
import io.meshsdk.model.HttpConnectionManager.RouteSource;
import io.meshsdk.model.Listener;
import io.meshsdk.model.Listener.TrafficDirection;
import io.meshsdk.spi.CallFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Routes, rewrites, mutations, redirects and answers are those of a real Envoy. */
class RouteVectorsTest {
    private static final Headers BACKEND = Headers.of(
            "content-type", "text/plain",
            "x-resp", "backend",
            "x-multi", "one",
            "x-multi", "two",
            "x-rm", "remove-me",
            "x-empty", "");

    static Stream<Path> files() {
        return Vectors.files("envoy-route")
                .filter(file -> file.getFileName().toString().startsWith("route-"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void decidesAsEnvoyDid(Path file) {
        JsonObject vector = Vectors.read(file);
        Fixture mesh = mesh(vector);
        List<String> differing = new ArrayList<>();
        int decided = 0;
        for (JsonElement element : vector.getAsJsonArray("cases")) {
            JsonObject request = element.getAsJsonObject().getAsJsonObject("request");
            JsonObject expect = element.getAsJsonObject().getAsJsonObject("expect");
            OutboundCall call = mesh.open(VectorHeads.request(request));
            Plan plan = call.plan();
            LocalReply reply = reply(plan);
            // A route with what is not supported yet refuses by its name instead of guessing.
            if (reply != null && reply.details().startsWith("route_not_found{route ")) {
                continue;
            }
            decided++;
            String difference = reply == null
                    ? forwarded(call, expect)
                    : answered(reply, expect, request.get("method").getAsString());
            if (difference == null && expect.has("route")) {
                difference = differs(
                        "route", ((CallFacts) call).route(), expect.get("route").getAsString());
            }
            if (difference != null) {
                differing.add(request + ": " + difference);
            }
        }
        assertThat(differing).isEmpty();
        assertThat(decided).isGreaterThan(10);
    }

    private static @Nullable String forwarded(OutboundCall call, JsonObject expect) {
        if (!expect.has("cluster")) {
            return "forwarded, not " + expect.get("kind");
        }
        call.requestEnded();
        Attempt attempt = Fixture.send(call);
        JsonObject upstream = expect.getAsJsonObject("upstream");
        RequestHead sent = attempt.head();
        Next.Commit commit = (Next.Commit) attempt.responseHead(new ResponseHead(200, BACKEND));
        return first(
                differs(
                        "cluster",
                        attempt.endpoint().cluster(),
                        expect.get("cluster").getAsString()),
                differs("path", sent.path(), upstream.get("path").getAsString()),
                differs("authority", sent.authority(), upstream.get("authority").getAsString()),
                differs(
                        "request headers",
                        VectorHeads.byName(sent.headers()),
                        VectorHeads.byName(upstream.getAsJsonArray("headers"))),
                differs(
                        "response headers",
                        VectorHeads.byName(commit.head().headers()),
                        VectorHeads.byName(expect.getAsJsonArray("response_headers"))));
    }

    private static @Nullable String answered(LocalReply reply, JsonObject expect, String method) {
        Map<String, List<String>> headers = VectorHeads.byName(reply.headers());
        if (expect.get("kind").getAsString().equals("redirect")) {
            headers.remove("location");
        }
        return first(
                differs("status", reply.status(), expect.get("status").getAsInt()),
                differs(
                        "details",
                        reply.details().replaceAll("\\{.*", ""),
                        expect.get("details").getAsString()),
                expect.has("body") && !method.equals("HEAD")
                        ? differs("body", reply.body(), expect.get("body").getAsString())
                        : null,
                expect.has("location")
                        ? differs(
                                "location",
                                reply.headers().get("location"),
                                expect.get("location").getAsString())
                        : null,
                differs("response headers", headers, VectorHeads.byName(expect.getAsJsonArray("response_headers"))));
    }

    private static @Nullable String differs(String what, @Nullable Object is, Object expected) {
        return expected.equals(is) ? null : what + " is " + is + ", not " + expected;
    }

    private static @Nullable String first(@Nullable String... differences) {
        for (String difference : differences) {
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private static @Nullable LocalReply reply(Plan plan) {
        return plan instanceof Plan.Reply answer
                ? answer.reply()
                : plan instanceof Plan.Refuse refuse ? refuse.reply() : null;
    }

    private static Fixture mesh(JsonObject vector) {
        Fixture mesh = new Fixture();
        List<Cluster> clusters = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Cluster cluster = Clusters.eds("c" + i);
            clusters.add(cluster);
            mesh.upstreams.apply(cluster);
            mesh.upstreams.endpoints(
                    cluster.name(), endpoint(cluster.name(), i == 5 ? "" : "c" + i + ".endpoint.test"));
        }
        JsonObject options = vector.getAsJsonObject("hcm");
        HttpConnectionManager manager = new HttpConnectionManager(
                "out",
                new RouteSource.Inline(VectorHeads.routes(vector)),
                Routes.ROUTER,
                Duration.ofMinutes(5),
                PathNormalization.NONE,
                options.has("strip_any_host_port"),
                false,
                options.has("strip_trailing_host_dot"),
                false,
                0);
        Listener listener = new Listener(
                "out",
                Optional.empty(),
                TrafficDirection.OUTBOUND,
                Optional.of(manager),
                List.of(),
                Optional.empty(),
                false);
        mesh.publish(Routes.of(List.of(listener), clusters.toArray(new Cluster[0])));
        return mesh;
    }

    private static ClusterLoadAssignment endpoint(String cluster, String hostname) {
        LbEndpoint endpoint =
                new LbEndpoint(new Address.Socket("10.0.0.1", 80), hostname, HealthStatus.HEALTHY, 1, Metadata.EMPTY);
        return new ClusterLoadAssignment(
                cluster, List.of(new LocalityLbEndpoints(Locality.NONE, 0, 0, List.of(endpoint))), 140);
    }
}
