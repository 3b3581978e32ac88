package io.meshsdk.internal.upstream;

import static io.meshsdk.internal.upstream.Clusters.on;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Endpoint;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.Connections;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LiveConnectionsTest {
    private final Upstreams upstreams = new Upstreams(new SplittableRandom(1));
    private final LiveConnections connections = new LiveConnections();
    private final List<String> told = new ArrayList<>();
    private final Connections.Listener listener = new Connections.Listener() {
        @Override
        public void removed(Endpoint endpoint) {
            told.add("removed " + endpoint);
        }

        @Override
        public void rekeyed(Endpoint endpoint, ClientSecurity now) {
            told.add("rekeyed " + endpoint + " to " + now.generation());
        }
    };

    LiveConnectionsTest() {
        upstreams.listen(connections);
    }

    @Test
    void tellsWhatMustDrainUntilNobodyListens() {
        connections.listen(listener);
        upstreams.apply(Clusters.eds("orders", Clusters.TLS));
        upstreams.endpoints("orders", on(1, 2));
        upstreams.security("orders", metadata -> new ClientSecurity.Refused(7, "a stand-in for a key"));
        upstreams.endpoints("orders", on(2));
        connections.forget(listener);
        upstreams.endpoints("orders", on(3));

        assertThat(told)
                .containsExactly(
                        "rekeyed orders/10.0.0.1:1 to 7",
                        "rekeyed orders/10.0.0.1:2 to 7",
                        "removed orders/10.0.0.1:1");
    }

    @Test
    void permitsAreThoseOfTheEndpointsCluster() {
        upstreams.apply(Clusters.eds("orders"));
        upstreams.endpoints("orders", on(1));
        Upstream orders = requireNonNull(upstreams.find("orders"));

        assertThat(connections.permits(orders.endpoints().get(0), RoutingPriority.HIGH))
                .isSameAs(orders.permits(RoutingPriority.HIGH));
        assertThat(connections.connectTimeout(orders.endpoints().get(0)))
                .isEqualTo(orders.configuration().connectTimeout());
    }
}
