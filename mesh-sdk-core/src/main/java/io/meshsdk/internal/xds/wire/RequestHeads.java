package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.SetCurrentClientCertDetails;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig;
import io.meshsdk.model.HttpConnectionManager.ClientCertDetail;
import io.meshsdk.model.HttpConnectionManager.ForwardClientCertDetails;
import io.meshsdk.model.HttpConnectionManager.RequestHeaders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a connection manager makes of the heads of requests. */
final class RequestHeads {
    private static final Set<String> DETAILS = Set.of("subject", "uri", "dns");
    private static final Set<String> UPGRADE = Set.of("upgrade_type", "enabled");

    private RequestHeads() {}

    static RequestHeaders of(HttpConnectionManager proto, Reading reading) {
        return new RequestHeaders(
                forwarded(proto),
                details(proto.getSetCurrentClientCertDetails(), reading),
                !proto.hasGenerateRequestId() || proto.getGenerateRequestId().getValue(),
                proto.getPreserveExternalRequestId(),
                proto.getSkipXffAppend(),
                upgrades(proto, reading));
    }

    private static ForwardClientCertDetails forwarded(HttpConnectionManager proto) {
        return switch (proto.getForwardClientCertDetails()) {
            case FORWARD_ONLY -> ForwardClientCertDetails.FORWARD_ONLY;
            case APPEND_FORWARD -> ForwardClientCertDetails.APPEND_FORWARD;
            case SANITIZE_SET -> ForwardClientCertDetails.SANITIZE_SET;
            case ALWAYS_FORWARD_ONLY -> ForwardClientCertDetails.ALWAYS_FORWARD_ONLY;
            // Whatever else it may be some day: nothing that a client claims gets in.
            default -> ForwardClientCertDetails.SANITIZE;
        };
    }

    private static List<ClientCertDetail> details(SetCurrentClientCertDetails proto, Reading reading) {
        reading.read(proto, DETAILS);
        List<ClientCertDetail> details = new ArrayList<>();
        if (proto.getSubject().getValue()) {
            details.add(ClientCertDetail.SUBJECT);
        }
        if (proto.getUri()) {
            details.add(ClientCertDetail.URI);
        }
        if (proto.getDns()) {
            details.add(ClientCertDetail.DNS);
        }
        return details;
    }

    private static Set<String> upgrades(HttpConnectionManager proto, Reading reading) {
        Set<String> types = new HashSet<>();
        for (UpgradeConfig upgrade : proto.getUpgradeConfigsList()) {
            reading.read(upgrade, UPGRADE);
            if (upgrade.getFiltersCount() > 0) {
                reading.ignore(upgrade, "filters", "not supported: such upgrades are refused");
            } else if (!upgrade.hasEnabled() || upgrade.getEnabled().getValue()) {
                types.add(upgrade.getUpgradeType().toLowerCase(Locale.ROOT));
            }
        }
        return types;
    }
}
