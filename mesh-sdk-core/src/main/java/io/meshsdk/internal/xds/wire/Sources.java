package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.DataSource;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.WatchedDirectory;
import io.meshsdk.model.ConfigSourceRef;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/** Where resources, and where bytes come from. */
@SuppressWarnings("deprecation") // control planes still send the older fields
final class Sources {
    private static final Set<String> CONFIG_SOURCE = Set.of(
            "path",
            "path_config_source",
            "api_config_source",
            "ads",
            "self",
            "initial_fetch_timeout",
            "resource_api_version");
    private static final Set<String> API =
            Set.of("api_type", "transport_api_version", "grpc_services", "set_node_on_first_message_only");
    private static final Set<String> GRPC = Set.of("envoy_grpc");
    private static final Set<String> ENVOY_GRPC = Set.of("cluster_name");
    private static final Set<String> PATH = Set.of("path");
    private static final Set<String> DATA =
            Set.of("filename", "inline_bytes", "inline_string", "environment_variable", "watched_directory");

    private Sources() {}

    static ConfigSourceRef config(ConfigSource proto, Reading reading) {
        reading.read(proto, CONFIG_SOURCE);
        Duration timeout = Values.duration(proto, "initial_fetch_timeout", reading)
                .orElse(ConfigSourceRef.DEFAULT_INITIAL_FETCH_TIMEOUT);
        return switch (proto.getConfigSourceSpecifierCase()) {
            case ADS -> new ConfigSourceRef.Ads(timeout);
            case SELF -> new ConfigSourceRef.Self(timeout);
            case PATH -> new ConfigSourceRef.Path(proto.getPath(), timeout);
            case PATH_CONFIG_SOURCE -> {
                reading.read(proto.getPathConfigSource(), PATH);
                yield new ConfigSourceRef.Path(proto.getPathConfigSource().getPath(), timeout);
            }
            case API_CONFIG_SOURCE -> api(proto.getApiConfigSource(), timeout, reading);
            case CONFIGSOURCESPECIFIER_NOT_SET -> {
                reading.refuse(
                        proto, "config_source_specifier", "one of ads, self, api_config_source or path must be set");
                yield new ConfigSourceRef.Ads(timeout);
            }
        };
    }

    private static ConfigSourceRef api(ApiConfigSource proto, Duration timeout, Reading reading) {
        reading.read(proto, API);
        switch (proto.getApiType()) {
            case GRPC, DELTA_GRPC -> {}
            case AGGREGATED_GRPC, AGGREGATED_DELTA_GRPC -> {
                return new ConfigSourceRef.Ads(timeout);
            }
            default ->
                reading.refuse(
                        proto, "api_type", proto.getApiType() + " is not supported; GRPC, DELTA_GRPC and ADS are");
        }
        if (proto.getGrpcServicesCount() == 0) {
            reading.refuse(proto, "grpc_services", "must name the server");
            return new ConfigSourceRef.Ads(timeout);
        }
        GrpcService service = proto.getGrpcServices(0);
        reading.read(service, GRPC);
        if (!service.hasEnvoyGrpc()) {
            reading.refuse(service, "envoy_grpc", "must be set; google_grpc is not supported");
        }
        for (int i = 1; i < proto.getGrpcServicesCount(); i++) {
            reading.ignore(proto, "grpc_services[" + i + "]", "only the first is used");
        }
        reading.read(service.getEnvoyGrpc(), ENVOY_GRPC);
        return new ConfigSourceRef.Grpc(
                service.getEnvoyGrpc().getClusterName(),
                proto.getApiType() == ApiConfigSource.ApiType.DELTA_GRPC,
                timeout);
    }

    /**
     * @param directory of the message around, watched for the file unless the source names its own
     */
    static io.meshsdk.model.DataSource data(DataSource proto, WatchedDirectory directory, Reading reading) {
        reading.read(proto, DATA);
        reading.read(proto.getWatchedDirectory(), PATH);
        return switch (proto.getSpecifierCase()) {
            case INLINE_BYTES ->
                new io.meshsdk.model.DataSource.Bytes(proto.getInlineBytes().toByteArray());
            case INLINE_STRING ->
                new io.meshsdk.model.DataSource.Bytes(proto.getInlineString().getBytes(StandardCharsets.UTF_8));
            case FILENAME -> {
                WatchedDirectory watched = proto.hasWatchedDirectory() ? proto.getWatchedDirectory() : directory;
                yield new io.meshsdk.model.DataSource.File(proto.getFilename(), watched.getPath());
            }
            case ENVIRONMENT_VARIABLE -> new io.meshsdk.model.DataSource.Environment(proto.getEnvironmentVariable());
            case SPECIFIER_NOT_SET -> new io.meshsdk.model.DataSource.None();
        };
    }
}
