package io.meshsdk.internal.upstream;

import static io.meshsdk.internal.upstream.Clusters.on;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.model.CircuitBreakers;
import io.meshsdk.model.CircuitBreakers.Thresholds;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.ClusterLoadAssignment.LocalityLbEndpoints;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ConnectionPermits;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UpstreamsTest {
    private final Upstreams upstreams = new Upstreams(new SplittableRandom(1));
    private final List<String> told = new ArrayList<>();

    UpstreamsTest() {
        upstreams.listen(new EndpointListener() {
            @Override
            public void removed(LiveEndpoint endpoint) {
                assertThat(endpoint.removed()).isTrue();
                told.add("removed " + endpoint);
            }

            @Override
            public void rekeyed(LiveEndpoint endpoint) {
                told.add("rekeyed " + endpoint + " to " + endpoint.security().generation());
            }
        });
    }

    @Test
    void anEndpointWhoseAddressStaysIsTheSameObjectAndKeepsItsCount() {
        upstreams.apply(Clusters.eds("orders"));
        upstreams.endpoints("orders", on(1, 2));
        LiveEndpoint first = endpoint("orders", 0);
        first.attemptStarted();

        upstreams.endpoints("orders", on(3, 1));

        assertThat(endpoint("orders", 1)).isSameAs(first);
        assertThat(first.active()).isEqualTo(1);
        assertThat(told).containsExactly("removed orders/10.0.0.1:2");
    }

    @Test
    void anAddressGivenTwiceIsOfItsHighestPriorityWhateverTheOrderOfTheMessage() {
        upstreams.apply(Clusters.eds("orders"));
        LocalityLbEndpoints first = on(1, 2).localities().get(0);
        LocalityLbEndpoints lesser = new LocalityLbEndpoints(first.locality(), 0, 1, first.endpoints());
        LocalityLbEndpoints better = new LocalityLbEndpoints(
                first.locality(), 0, 0, first.endpoints().subList(0, 1));
        upstreams.endpoints("orders", new ClusterLoadAssignment("orders", List.of(lesser, better), 140));

        for (int i = 0; i < 10; i++) {
            assertThat(requireNonNull(upstream("orders").pick()).address())
                    .isEqualTo(better.endpoints().get(0).address());
        }
    }

    @Test
    void aChangedClusterKeepsItsHandleEndpointsAndPermits() {
        upstreams.apply(Clusters.eds("orders"));
        upstreams.endpoints("orders", on(1));
        Upstream handle = upstream("orders");
        LiveEndpoint endpoint = endpoint("orders", 0);
        ConnectionPermits permits = endpoint.permits(RoutingPriority.DEFAULT);
        assertThat(permits.tryAcquireConnection()).isTrue();

        upstreams.apply(Clusters.eds("orders", new CircuitBreakers(new Thresholds(1, 0, 1, 1), Thresholds.DEFAULT)));

        assertThat(upstream("orders")).isSameAs(handle);
        assertThat(endpoint("orders", 0)).isSameAs(endpoint);
        assertThat(permits.tryAcquireConnection()).as("one of one is taken").isFalse();
        assertThat(permits.tryAcquirePending()).as("0 refuses all").isFalse();
        assertThat(endpoint.permits(RoutingPriority.HIGH).tryAcquireConnection())
                .isTrue();
        permits.releaseConnection();
        assertThat(permits.tryAcquireConnection()).isTrue();
    }

    @Test
    void aLimitOf32BitsIsNone() {
        long none = 4_294_967_295L;
        upstreams.apply(Clusters.eds(
                "orders", new CircuitBreakers(new Thresholds(none, none, none, none), Thresholds.DEFAULT)));

        assertThat(upstream("orders").permits(RoutingPriority.DEFAULT).tryAcquireConnection())
                .isTrue();
    }

    @Test
    void aClusterThatAsksForTlsIsRefusedUntilItHasAKey() {
        upstreams.apply(Clusters.eds("orders", Clusters.TLS));
        upstreams.endpoints("orders", on(1));
        assertThat(endpoint("orders", 0).security()).isInstanceOf(ClientSecurity.Refused.class);

        upstreams.security("orders", metadata -> new ClientSecurity.Refused(7, "a stand-in for a key"));

        assertThat(endpoint("orders", 0).security().generation()).isEqualTo(7);
        assertThat(told).containsExactly("rekeyed orders/10.0.0.1:1 to 7");
        upstreams.endpoints("orders", on(1, 2));
        assertThat(endpoint("orders", 1).security().generation()).isEqualTo(7);
    }

    @Test
    void aKeyOfATimeBeforePlaintextDoesNotServeAgain() {
        upstreams.security("orders", metadata -> new ClientSecurity.Refused(7, "a stand-in for a key"));
        upstreams.apply(Clusters.eds("orders", Clusters.TLS));
        upstreams.endpoints("orders", on(1));
        assertThat(endpoint("orders", 0).security().generation()).isEqualTo(7);

        upstreams.apply(Clusters.eds("orders"));
        assertThat(endpoint("orders", 0).security()).isEqualTo(ClientSecurity.PLAINTEXT);

        upstreams.apply(Clusters.eds("orders", Clusters.TLS));
        assertThat(endpoint("orders", 0).security())
                .isInstanceOfSatisfying(
                        ClientSecurity.Refused.class,
                        refused -> assertThat(refused.why()).contains("no key and trust"));
    }

    @Test
    void anUnknownTransportSocketIsRefusedByName() {
        upstreams.apply(Clusters.eds("orders", new TransportSocket.Unsupported("transport_socket: quic")));
        upstreams.security("orders", metadata -> ClientSecurity.PLAINTEXT);
        upstreams.endpoints("orders", on(1));

        assertThat(endpoint("orders", 0).security())
                .isInstanceOfSatisfying(
                        ClientSecurity.Refused.class,
                        refused -> assertThat(refused.why()).contains("quic"));
    }

    @Test
    void removingAClusterRemovesItsEndpoints() {
        upstreams.apply(Clusters.eds("orders"));
        upstreams.endpoints("orders", on(1));
        LiveEndpoint endpoint = endpoint("orders", 0);

        upstreams.remove("orders");

        assertThat(endpoint.removed()).isTrue();
        assertThat(upstreams.find("orders")).isNull();
        assertThat(told).containsExactly("removed orders/10.0.0.1:1");
    }

    private Upstream upstream(String name) {
        return requireNonNull(upstreams.find(name));
    }

    private LiveEndpoint endpoint(String cluster, int index) {
        return upstream(cluster).endpoints().get(index);
    }
}
