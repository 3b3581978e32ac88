package io.meshsdk.internal.xds.ads;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.model.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeltaTest {
    private static final Interest ALL = Interest.of(true, Set.of());

    @Test
    void anEmptyFirstRequestAsksForAllAndSaysWhatIsHeld() {
        var protocol = new Delta(ResourceType.CLUSTER, Map.of("x", "3"));

        assertThat(protocol.want(ALL)).contains(request(List.of(), List.of(), Map.of("x", "3")));
        assertThat(protocol.want(ALL)).isEmpty();
    }

    @Test
    void laterRequestsSayTheDifferenceAndNoVersions() {
        var protocol = new Delta(ResourceType.CLUSTER, Map.of("a", "3"));
        protocol.want(Interest.of(false, Set.of("a", "b")));

        assertThat(protocol.want(Interest.of(false, Set.of("b", "c"))))
                .contains(request(List.of("c"), List.of("a"), Map.of()));
    }

    @Test
    void nothingWantedIsNotAskedForAtAllLestItMeanAll() {
        assertThat(new Delta(ResourceType.CLUSTER, Map.of()).want(Interest.NONE))
                .isEmpty();
    }

    @Test
    void namesBesideAnUnnamedWildcardAreAdded() {
        var protocol = new Delta(ResourceType.CLUSTER, Map.of());
        protocol.want(ALL);

        assertThat(protocol.want(Interest.of(true, Set.of("a")))).contains(request(List.of("a"), List.of(), Map.of()));
    }

    @Test
    void aWildcardThatComesWithNamesIsNamed() {
        assertThat(new Delta(ResourceType.CLUSTER, Map.of()).want(Interest.of(true, Set.of("a"))))
                .contains(request(List.of("*", "a"), List.of(), Map.of()));
    }

    @Test
    void anAnswerNamesItsNonceAndARefusalAlsoWhy() {
        var protocol = new Delta(ResourceType.CLUSTER, Map.of());
        protocol.want(ALL);

        assertThat(protocol.ack("1", "n1"))
                .isEqualTo(new AdsRequest.Delta(ResourceType.CLUSTER, List.of(), List.of(), Map.of(), "n1", ""));
        assertThat(protocol.nack("n2", "why"))
                .isEqualTo(new AdsRequest.Delta(ResourceType.CLUSTER, List.of(), List.of(), Map.of(), "n2", "why"));
    }

    private static AdsRequest request(List<String> subscribe, List<String> unsubscribe, Map<String, String> initial) {
        return new AdsRequest.Delta(ResourceType.CLUSTER, subscribe, unsubscribe, initial, "", "");
    }
}
