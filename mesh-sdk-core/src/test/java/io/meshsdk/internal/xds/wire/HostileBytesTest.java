package io.meshsdk.internal.xds.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
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
