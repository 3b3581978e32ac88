package io.meshsdk.internal.xds.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.LoadBalancingPolicy;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.load_balancing_policies.wrr_locality.v3.WrrLocality;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.model.ResourceType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a control plane sends, a value comes out. */
class HostileBytesTest {
    private final MessageParser parser = new MessageParser();

    @FuzzTest
    void takesAnyBytesForAnyType(byte[] bytes) {
        for (ResourceType type : ResourceType.values()) {
            assertThat(parser.parse(type, "", ByteString.copyFrom(bytes))).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsNoMessage(ResourceType type) {
        assertThat(parser.parse(type, "n", ByteString.copyFrom(new byte[] {(byte) 0xff, 1, 2})))
                .isInstanceOf(Parsed.Rejected.class);
    }

    /** Real resources with a few bytes changed, cut off or said twice: most are still messages, and odd ones. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void takesDamagedRecordings(long seed) {
        Random random = new Random(seed);
        List<Recordings.Recorded> recordings = Recordings.all();
        for (int i = 0; i < 400; i++) {
            Recordings.Recorded recorded = recordings.get(random.nextInt(recordings.size()));
            byte[] bytes = damaged(recorded.any().getValue().toByteArray(), random);
            Parsed parsed = parser.parse(recorded.type(), "", ByteString.copyFrom(bytes));
            if (parsed instanceof Parsed.Rejected rejected) {
                assertThat(rejected.why()).as("seed %s, round %s", seed, i).isNotEmpty();
            }
        }
    }

    /** Protobuf's own limit does not see what stands in an {@code Any}. */
    @ParameterizedTest
    @ValueSource(ints = {15, 16, 2_000})
    void refusesLoadBalancingPoliciesNestedTooDeep(int depth) {
        LoadBalancingPolicy policy = of(Any.pack(RoundRobin.getDefaultInstance()));
        for (int i = 0; i < depth; i++) {
            policy = of(Any.pack(
                    WrrLocality.newBuilder().setEndpointPickingPolicy(policy).build()));
        }
        Parsed parsed = parser.parse(
                ResourceType.CLUSTER,
                "",
                Cluster.newBuilder()
                        .setName("deep")
                        .setLoadBalancingPolicy(policy)
                        .build()
                        .toByteString());
        assertThat(parsed).isInstanceOf(depth < 16 ? Parsed.Accepted.class : Parsed.Rejected.class);
    }

    private static LoadBalancingPolicy of(Any config) {
        return LoadBalancingPolicy.newBuilder()
                .addPolicies(LoadBalancingPolicy.Policy.newBuilder()
                        .setTypedExtensionConfig(
                                TypedExtensionConfig.newBuilder().setName("p").setTypedConfig(config)))
                .build();
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((((((a{1000}){1000}){1000}){1000}){1000}){1000})",
                "(?:a{500}){500}",
                "[a{1000}](b{2}){999}",
                "(",
                "[",
                "\\",
                "[[:",
                "x{2000}"
            })
    void refusesExpressionsThatWouldNotEnd(String regex) {
        assertThat(regex(regex)).isInstanceOf(Parsed.Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a{", "\\Qa{", "a{1000}", "(a{10}){100}", "[{]{3}", "\\{1000}{2}", "a{b}", "(a{900})(b{900})"})
    void takesExpressionsThatRepeatNoMoreThanRe2Allows(String regex) {
        assertThat(regex(regex)).isInstanceOf(Parsed.Accepted.class);
    }

    @ParameterizedTest
    @CsvSource({"900, true", "1001, false", "50000, false"})
    void refusesGroupsThatStandDeeperThanRe2Allows(int depth, boolean taken) {
        Parsed parsed = regex("(".repeat(depth) + "a" + ")".repeat(depth));

        assertThat(parsed instanceof Parsed.Accepted).isEqualTo(taken);
    }

    private Parsed regex(String regex) {
        String routes = """
                {"virtual_hosts": [{"name": "v", "domains": ["*"], "routes": [
                  {"match": {"safe_regex": {"regex": "%s"}}, "non_forwarding_action": {}}]}]}
                """.formatted(regex.replace("\\", "\\\\"));
        return parser.parseJson(ResourceType.ROUTE_CONFIGURATION, routes, Optional.empty());
    }
}
