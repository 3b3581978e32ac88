package io.meshsdk.internal.xds.lastgood;

import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import java.util.stream.Collectors;

/**
 * For whom, and by whom, a configuration was made: another node's says what another may do, and another control plane's is not
 * trusted here.
 *
 * @param node id and cluster
 * @param controlPlane its servers, by name and address
 */
public record Binding(String node, String controlPlane) {
    public static Binding of(Bootstrap bootstrap) {
        return new Binding(
                bootstrap.node().id() + " of " + bootstrap.node().cluster(),
                bootstrap.servers().stream()
                        .map(server -> server.name() + server.addresses())
                        .collect(Collectors.joining(", ")));
    }
}
