package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteAction.UpgradeConfig;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.VirtualCluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** What Envoy refuses of routes beyond the constraints of single fields, in parts that have no effect here. */
final class RouteRules {
    private static final String CONNECT = "CONNECT";

    private RouteRules() {}

    static void check(VirtualHost proto, Reading reading) {
        if (proto.hasMatcher() && proto.getRoutesCount() > 0) {
            reading.refuse(proto, "matcher", "cannot be set beside routes");
        }
        for (VirtualCluster cluster : proto.getVirtualClustersList()) {
            if (cluster.getHeadersCount() == 0) {
                reading.refuse(cluster, "headers", "must be set: they say which requests are counted");
            }
        }
    }

    static void upgrades(RouteAction proto, Reading reading) {
        Set<String> types = new HashSet<>();
        for (UpgradeConfig upgrade : proto.getUpgradeConfigsList()) {
            String type = upgrade.getUpgradeType();
            if (!types.add(type.toLowerCase(Locale.ROOT))) {
                reading.refuse(upgrade, "upgrade_type", "'" + TextConstraint.shown(type) + "' is there twice");
            }
            if (upgrade.hasConnectConfig() && !type.equalsIgnoreCase(CONNECT)) {
                reading.refuse(upgrade, "connect_config", "is for an upgrade_type of CONNECT");
            }
        }
    }
}
