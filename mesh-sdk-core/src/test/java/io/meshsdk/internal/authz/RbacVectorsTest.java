package io.meshsdk.internal.authz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Metadata;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.model.HttpConnectionManager.EscapedSlashes;
import io.meshsdk.model.HttpConnectionManager.PathNormalization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same rules and requests as a real Envoy had, and its decisions. */
class RbacVectorsTest {
    static Stream<Path> files() {
        return Vectors.files("envoy-rbac");
    }

    @ParameterizedTest
    @MethodSource("files")
    void decidesAsEnvoyDid(Path file) {
        JsonObject vector = Vectors.read(file);
        SoftAssertions all = new SoftAssertions();
        int cases = 0;
        for (JsonElement each : vector.getAsJsonArray("cases")) {
            JsonObject expect = each.getAsJsonObject().getAsJsonObject("expect");
            String decided = decide(vector, each.getAsJsonObject().getAsJsonObject("request"));
            all.assertThat(decided)
                    .as(() -> each.toString())
                    .isEqualTo(expect.get("details").getAsString());
            cases++;
        }
        assertThat(cases).isPositive();
        all.assertAll();
    }

    private static String decide(JsonObject vector, JsonObject request) {
        JsonObject manager = vector.getAsJsonObject("hcm");
        Subject subject = subject(vector, request, manager);
        JsonArray filters = vector.getAsJsonArray("filters");
        for (int i = 0; i < filters.size(); i++) {
            JsonObject rules = rules(filters.get(i).getAsJsonObject());
            if (i == 0) {
                for (Map.Entry<String, JsonElement> route :
                        vector.getAsJsonObject("per_route").entrySet()) {
                    if (subject.head().path().startsWith(route.getKey())) {
                        JsonElement override =
                                route.getValue().getAsJsonObject().get("rbac");
                        rules = override == null ? null : rules(override.getAsJsonObject());
                        break;
                    }
                }
            }
            if (rules != null) {
                RbacDecision decision = RbacEngine.compile(RbacJson.rbac(rules)).decide(subject);
                if (!decision.allowed()) {
                    return decision.details();
                }
            }
        }
        return "via_upstream";
    }

    private static @Nullable JsonObject rules(JsonObject filter) {
        return filter.has("rules") ? filter.getAsJsonObject("rules") : null;
    }

    private static Subject subject(JsonObject vector, JsonObject request, JsonObject manager) {
        Headers.Builder headers = Headers.builder();
        for (JsonElement header : request.getAsJsonArray("headers")) {
            headers.add(
                    header.getAsJsonArray().get(0).getAsString(),
                    header.getAsJsonArray().get(1).getAsString());
        }
        PathDecision path = new PathNormalizer(normalization(manager))
                .normalize(request.get("path").getAsString());
        IpAddress source =
                Objects.requireNonNull(IpAddress.parse(request.get("source_ip").getAsString()));
        boolean useRemote = manager.has("use_remote_address")
                && manager.get("use_remote_address").getAsBoolean();
        int hops = manager.has("xff_num_trusted_hops")
                ? manager.get("xff_num_trusted_hops").getAsInt()
                : 0;
        Headers built = headers.build();
        JsonElement tls = request.get("tls");
        boolean encrypted = tls != null && !tls.isJsonNull();
        JsonElement sni = encrypted ? tls.getAsJsonObject().get("sni") : null;
        return new Subject(
                new RequestHead(
                        request.get("method").getAsString(),
                        encrypted ? "https" : "http",
                        request.get("authority").getAsString(),
                        ((PathDecision.Use) path).path(),
                        built),
                encrypted ? peer(vector, tls.getAsJsonObject().get("client")) : Peer.PLAINTEXT,
                source,
                new ForwardedFor(useRemote, hops).client(built, source),
                source,
                10_000,
                sni == null || sni.isJsonNull() ? "" : sni.getAsString().toLowerCase(java.util.Locale.ROOT),
                Metadata.EMPTY);
    }

    private static Peer peer(JsonObject vector, JsonElement client) {
        if (client.isJsonNull()) {
            return Peer.ANONYMOUS;
        }
        JsonObject identity = vector.getAsJsonObject("identities").getAsJsonObject(client.getAsString());
        List<String> parts = new ArrayList<>(
                Arrays.asList(identity.get("subject").getAsString().split(", ")));
        Collections.reverse(parts);
        return new Peer.Certified(texts(identity.get("uri")), texts(identity.get("dns")), String.join(",", parts));
    }

    static PathNormalization normalization(JsonObject manager) {
        return new PathNormalization(
                manager.get("normalize_path").getAsBoolean(),
                manager.get("merge_slashes").getAsBoolean(),
                EscapedSlashes.valueOf(
                        manager.get("path_with_escaped_slashes_action").getAsString()));
    }

    private static List<String> texts(JsonElement list) {
        List<String> texts = new ArrayList<>();
        list.getAsJsonArray().forEach(text -> texts.add(text.getAsString()));
        return texts;
    }
}
