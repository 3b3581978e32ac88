package io.meshsdk.internal.net;

import io.meshsdk.call.Endpoint;
import io.meshsdk.internal.upstream.LiveEndpoint;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.transport.ConnectionPermits;

/** What the configuration of now says of connections to an endpoint. Safe for use by many threads. */
public interface ConnectionPolicies {
    /** Of the endpoints of {@code Upstreams}. */
    ConnectionPolicies OF_UPSTREAMS = new OfUpstreams();

    /** The same object for the same cluster and priority, for pools are told apart by it. */
    ConnectionPermits permits(Endpoint endpoint, RoutingPriority priority);

    /** Asked when a connection is opened, which keeps to it. */
    ConnectionPolicy policy(Endpoint endpoint);

    /** Reads the live configuration, which every endpoint that the engine picks carries. */
    record OfUpstreams() implements ConnectionPolicies {
        @Override
        public ConnectionPermits permits(Endpoint endpoint, RoutingPriority priority) {
            return live(endpoint).permits(priority);
        }

        @Override
        public ConnectionPolicy policy(Endpoint endpoint) {
            var cluster = live(endpoint).configuration();
            return new ConnectionPolicy(cluster.connectTimeout(), cluster.protocol());
        }

        private static LiveEndpoint live(Endpoint endpoint) {
            if (endpoint instanceof LiveEndpoint live) {
                return live;
            }
            throw new IllegalArgumentException("not an endpoint of a cluster: " + endpoint.address());
        }
    }
}
