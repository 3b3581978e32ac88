package io.meshsdk.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.model.HeaderMutation;
import io.meshsdk.model.HeaderMutation.Action;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderEditsTest {
    private static final FormatFacts FACTS = Tables.FACTS;

    @Test
    void aLevelIsABatchOverwritesThenAdditions() {
        assertThat(edited(
                        Headers.EMPTY,
                        set("x", "a", Action.ADD_IF_ABSENT),
                        set("x", "b", Action.OVERWRITE_IF_EXISTS_OR_ADD)))
                .isEqualTo(Headers.of("x", "b", "x", "a"));
    }

    @Test
    void conditionsAreTestedAfterTheLevelsRemovals() {
        assertThat(edited(
                        Headers.of("x", "old", "y", "1"),
                        new HeaderMutation.Remove("X"),
                        set("x", "new", Action.OVERWRITE_IF_EXISTS),
                        set("y", "%REQ(x)%", Action.OVERWRITE_IF_EXISTS)))
                .as("y keeps its value, as the new one is empty")
                .isEqualTo(Headers.of("y", "1"));
    }

    @Test
    void anEmptyValueIsDroppedUnlessItIsKept() {
        assertThat(edited(Headers.EMPTY, set("x", "", Action.APPEND_IF_EXISTS_OR_ADD)))
                .isEqualTo(Headers.EMPTY);
        assertThat(edited(Headers.EMPTY, new HeaderMutation.Set("x", "", Action.APPEND_IF_EXISTS_OR_ADD, true)))
                .isEqualTo(Headers.of("x", ""));
    }

    @Test
    void laterLevelsReadWhatEarlierOnesLeft() {
        HeaderEdits[] levels = {
            edits(set("x-a", "1", Action.ADD_IF_ABSENT)), edits(set("x-b", "%REQ(x-a)%2", Action.ADD_IF_ABSENT))
        };
        assertThat(HeaderEdits.applyAll(levels, Tables.get("a", "/"), FACTS).headers())
                .isEqualTo(Headers.of("x-a", "1", "x-b", "12"));
    }

    @Test
    void whatCannotBeFormattedIsLeftOutAndNamed() {
        List<String> problems = new ArrayList<>();
        HeaderEdits edits = HeaderEdits.of(
                List.of(set("x", "%START_TIME%", Action.ADD_IF_ABSENT), set(":path", "/", Action.ADD_IF_ABSENT)),
                problems);
        assertThat(HeaderEdits.applyAll(new HeaderEdits[] {edits}, Tables.get("a", "/"), FACTS))
                .isEqualTo(Tables.get("a", "/"));
        assertThat(problems).hasSize(2).first().asString().contains("header x", "%START_TIME%");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "plain, plain",
        "100%%, 100%",
        "%REQ(x-user)%, alice",
        "%REQ(X-None?x-user)%, alice",
        "%REQ(x-user):2%, al",
        "%REQ(:authority)%%REQ(:path)%, orders/a?q=a%20b",
        "%REQUEST_HEADER(:method)%, GET",
        "[%REQ(x-none)%], []",
        "%PATH(NQ)%, /a",
        "%PATH(WQ:PATH)%, /a?q=a%20b",
        "%PATH(NQ:ORIG)%., .",
        "%QUERY_PARAM(q)%, a b",
        "%UPSTREAM_CLUSTER%/%ROUTE_NAME%, orders/r1",
        "%RESPONSE_CODE% %RESPONSE_FLAGS% %PROTOCOL%, 0 - HTTP/1.1",
        "%RESPONSE_CODE_DETAILS%, via_upstream",
    })
    void formats(String format, String expected) {
        RequestHead head = Tables.get("orders", "/a?q=a%20b", "x-user", "alice");
        assertThat(Format.compile(format).format(head, null, FACTS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%REQ(x",
                "%REQ(x?y?z)%",
                "%VIRTUAL_HOST_NAME%",
                "%REQ%",
                "%REQ(x):%",
                "%PATH(XX)%",
                "%REQ(x):99999999999%",
                "a%b"
            })
    void formatsThatAreRefused(String format) {
        assertThat(Format.parse(format)).isInstanceOf(Format.Parsed.Refused.class);
    }

    private static Headers edited(Headers headers, HeaderMutation... mutations) {
        RequestHead head = Tables.get("a", "/").withHeaders(headers);
        return HeaderEdits.applyAll(new HeaderEdits[] {edits(mutations)}, head, FACTS)
                .headers();
    }

    private static HeaderEdits edits(HeaderMutation... mutations) {
        return HeaderEdits.of(List.of(mutations), new ArrayList<>());
    }

    private static HeaderMutation.Set set(String name, String value, Action action) {
        return new HeaderMutation.Set(name, value, action, false);
    }
}
