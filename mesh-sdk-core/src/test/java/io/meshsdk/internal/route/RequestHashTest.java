package io.meshsdk.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.RequestHead;
import io.meshsdk.model.HashPolicy;
import io.meshsdk.model.RouteAction.RandomValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestHashTest {
    private static final HashPolicy.Header USER = new HashPolicy.Header("x-user", Optional.empty(), false);
    private static final HashPolicy.Cookie SESSION = new HashPolicy.Cookie("s", Optional.empty(), "", false);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'', ef46db3751d8e999",
        "a, d24ec4f1a98c6e5b",
        "abc, 44bc2cf5ad770999",
        "Nobody inspects the spammish repetition, fbcea83c8a378bf1",
    })
    void hashesTextAsXxh64(String text, String expected) {
        assertThat(Long.toHexString(XxHash64.hash(text, 0))).isEqualTo(expected);
    }

    @Test
    void hashesTheSameWhateverTheOrderOfAHeadersValuesAndNotAsTheirList() {
        assertThat(hash(List.of(USER), "x-user", "a", "x-user", "b"))
                .isEqualTo(hash(List.of(USER), "x-user", "b", "x-user", "a"))
                .isNotEqualTo(hash(List.of(USER), "x-user", "a,b"));
    }

    @Test
    void twoPoliciesOfTheSameValueDoNotCancelEachOtherOut() {
        OptionalLong twice = hash(List.of(USER, USER), "x-user", "a");

        assertThat(twice).isPresent();
        assertThat(twice.getAsLong()).isNotZero();
    }

    @Test
    void whatIsThereEndsTheSearchWhereItsPolicyIsTerminal() {
        HashPolicy.Header terminal = new HashPolicy.Header("x-user", Optional.empty(), true);

        assertThat(hash(List.of(terminal, SESSION), "x-user", "a", "cookie", "s=1"))
                .isEqualTo(hash(List.of(USER), "x-user", "a"));
        assertThat(hash(List.of(terminal, SESSION), "cookie", "s=1"))
                .isEqualTo(hash(List.of(SESSION), "cookie", "s=1"));
    }

    @Test
    void nothingToHashIsNoHash() {
        assertThat(hash(List.of(USER, SESSION, new HashPolicy.Nothing(false)), "cookie", "t=1"))
                .isEmpty();
    }

    @ParameterizedTest(name = "x-rand {0} is {1}")
    @CsvSource({
        "7, 7",
        "+7, 7",
        "' 7 ', 7",
        "18446744073709551615, -1",
        "18446744073709551616, 99",
        "-1, 99",
        "0x7, 99",
        "'', 99",
        "+, 99",
    })
    void aNumberInAHeaderIsReadAsEnvoyReadsIt(String value, long expected) {
        WeightedPoint point = WeightedPoint.of(new RandomValue.FromHeader("X-Rand"));

        assertThat(point.of(Tables.get("a", "/", "x-rand", value), 99L << 32)).isEqualTo(expected);
    }

    @Test
    void chanceDecidesWhereANumberStandsTwice() {
        WeightedPoint point = WeightedPoint.of(new RandomValue.FromHeader("x-rand"));

        assertThat(point.of(Tables.get("a", "/", "x-rand", "7", "x-rand", "7"), 99L << 32))
                .isEqualTo(99);
    }

    private static OptionalLong hash(List<HashPolicy> policies, String... headers) {
        RequestHead head = Tables.get("a", "/", headers);
        return RequestHash.of(policies).of(head);
    }
}
