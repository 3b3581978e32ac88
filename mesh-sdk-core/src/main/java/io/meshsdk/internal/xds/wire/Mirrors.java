package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteAction.RequestMirrorPolicy;
import io.meshsdk.model.FractionalPercent;
import io.meshsdk.model.RequestMirror;
import io.meshsdk.model.RouteAction.ClusterChoice;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code request_mirror_policies} of a route, a virtual host or a route configuration. */
final class Mirrors {
    private static final Set<String> MIRROR = Set.of(
            "cluster",
            "cluster_header",
            "runtime_fraction",
            "disable_shadow_host_suffix_append",
            "host_rewrite_literal");

    private Mirrors() {}

    static List<RequestMirror> of(List<RequestMirrorPolicy> protos, RouteContext context, Reading reading) {
        return protos.stream().map(proto -> mirror(proto, context, reading)).toList();
    }

    private static RequestMirror mirror(RequestMirrorPolicy proto, RouteContext context, Reading reading) {
        reading.read(proto, MIRROR);
        if (proto.getCluster().isEmpty() == proto.getClusterHeader().isEmpty()) {
            reading.refuse(proto, "cluster", "exactly one of cluster and cluster_header must be set");
        } else if (!proto.getCluster().isEmpty()) {
            context.stranger(proto.getCluster()).ifPresent(why -> reading.refuse(proto, "cluster", why));
        }
        reading.ignore(
                proto,
                proto.getCluster().isEmpty() ? "cluster_header" : "cluster",
                "for gRPC calls, which are not mirrored");
        return new RequestMirror(
                proto.getCluster().isEmpty()
                        ? new ClusterChoice.FromHeader(proto.getClusterHeader().toLowerCase(Locale.ROOT))
                        : new ClusterChoice.Named(proto.getCluster()),
                proto.hasRuntimeFraction()
                        ? Values.fraction(proto.getRuntimeFraction(), reading)
                        : FractionalPercent.ALL,
                Optional.of(proto.getHostRewriteLiteral()).filter(host -> !host.isEmpty()),
                proto.getDisableShadowHostSuffixAppend());
    }
}
