package io.meshsdk.internal.xds.ads;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.model.ResourceType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StateOfTheWorldTest {
    private static final Interest ALL = Interest.of(true, Set.of());
    private static final Interest A = Interest.of(false, Set.of("a"));
    private static final Interest A_B = Interest.of(false, Set.of("b", "a"));

    @Test
    void anEmptyFirstRequestAsksForAll() {
        var protocol = new StateOfTheWorld(ResourceType.LISTENER, "");

        assertThat(protocol.want(ALL)).contains(request("", "", ""));
        assertThat(protocol.want(ALL)).isEmpty();
    }

    @Test
    void nothingWantedIsNotAskedForAtAllLestItMeanAll() {
        assertThat(new StateOfTheWorld(ResourceType.LISTENER, "").want(Interest.NONE))
                .isEmpty();
    }

    @Test
    void anAckNamesTheVersionAndANackRepeatsTheFormerOneWithTheNewNonce() {
        var protocol = new StateOfTheWorld(ResourceType.LISTENER, "");
        protocol.want(A_B);

        assertThat(protocol.ack("1", "n1")).isEqualTo(request("1", "n1", "", "a", "b"));
        assertThat(protocol.nack("n2", "why")).isEqualTo(request("1", "n2", "why", "a", "b"));
        assertThat(protocol.want(A)).contains(request("1", "n2", "", "a"));
    }

    @Test
    void aNewStreamGoesOnFromTheAcceptedVersionWithoutANonce() {
        assertThat(new StateOfTheWorld(ResourceType.LISTENER, "7").want(A)).contains(request("7", "", "", "a"));
    }

    @Test
    void afterNamesAnEmptyListEndsTheSubscriptionAndAWildcardHasToBeNamed() {
        var protocol = new StateOfTheWorld(ResourceType.LISTENER, "");
        protocol.want(A);

        assertThat(protocol.want(Interest.NONE)).contains(request("", "", ""));
        assertThat(protocol.want(ALL)).contains(request("", "", "", "*"));
    }

    @Test
    void aWildcardWithNamesBesideItIsNamed() {
        assertThat(new StateOfTheWorld(ResourceType.CLUSTER, "").want(Interest.of(true, Set.of("a"))))
                .contains(new AdsRequest.StateOfTheWorld(ResourceType.CLUSTER, "", List.of("*", "a"), "", ""));
    }

    private static AdsRequest request(String version, String nonce, String error, String... names) {
        return new AdsRequest.StateOfTheWorld(ResourceType.LISTENER, version, List.of(names), nonce, error);
    }
}
