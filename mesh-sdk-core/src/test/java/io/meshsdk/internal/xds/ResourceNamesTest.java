package io.meshsdk.internal.xds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceNamesTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "xdstp://a/T/x?b=2&a=1, xdstp://a/T/x?a=1&b=2",
        "xdstp://a/T/x?a-b=1&a=2, xdstp://a/T/x?a=2&a-b=1",
        "xdstp://a/T/x?b=2&a=1#entry=y, xdstp://a/T/x?a=1&b=2#entry=y",
        "xdstp://a/T/x, xdstp://a/T/x",
        "orders?b=2&a=1, orders?b=2&a=1"
    })
    void xdstpNamesHaveTheirContextParametersInOrderAndOthersAreOpaque(String name, String canonical) {
        assertThat(ResourceNames.canonical(name)).isEqualTo(canonical);
    }
}
