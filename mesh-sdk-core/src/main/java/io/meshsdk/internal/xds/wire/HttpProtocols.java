package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster.ClusterProtocolSelection;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.KeepaliveSettings;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.ExplicitHttpConfig;
import io.meshsdk.model.Http2ProtocolOptions.Keepalive;
import io.meshsdk.model.HttpProtocolOptions.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** {@code HttpProtocolOptions} of a cluster, or the older fields that it replaced. */
@SuppressWarnings("deprecation") // control planes still send the older fields
final class HttpProtocols {
    private static final String KEY = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
    private static final Set<String> OPTIONS = Set.of(
            "common_http_protocol_options",
            "upstream_http_protocol_options",
            "explicit_http_config",
            "use_downstream_protocol_config",
            "auto_config");
    private static final Set<String> COMMON = Set.of(
            "idle_timeout",
            "max_connection_duration",
            "max_headers_count",
            "max_response_headers_kb",
            "max_requests_per_connection");
    private static final Set<String> UPSTREAM = Set.of("auto_sni", "auto_san_validation");
    private static final Set<String> EITHER = Set.of("http_protocol_options", "http2_protocol_options");
    private static final Set<String> HTTP2 = Set.of(
            "max_concurrent_streams",
            "initial_stream_window_size",
            "initial_connection_window_size",
            "connection_keepalive");
    private static final Set<String> KEEPALIVE =
            Set.of("interval", "timeout", "interval_jitter", "connection_idle_interval");
    private static final Set<String> PERCENT = Set.of("value");
    private static final Set<String> NONE = Set.of();
    private static final double JITTER_PERCENT = 15;

    private HttpProtocols() {}

    /**
     * @param http3 asked for, and not there
     */
    record Protocols(io.meshsdk.model.HttpProtocolOptions options, boolean http3) {}

    static Protocols of(Cluster proto, Reading reading) {
        Optional<HttpProtocolOptions> typed = typed(proto, reading);
        if (typed.isPresent()) {
            HttpProtocolOptions options = typed.get();
            reading.read(options, OPTIONS);
            return new Protocols(
                    options(
                            version(options, reading),
                            options.getCommonHttpProtocolOptions(),
                            options.getUpstreamHttpProtocolOptions(),
                            Optional.empty(),
                            http2(http2Of(options), reading),
                            reading),
                    options.getExplicitHttpConfig().hasHttp3ProtocolOptions());
        }
        reading.read(proto.getHttpProtocolOptions(), NONE);
        Version version = Version.HTTP1;
        if (proto.getProtocolSelection() == ClusterProtocolSelection.USE_DOWNSTREAM_PROTOCOL) {
            version = Version.USE_DOWNSTREAM;
        } else if (proto.hasHttp2ProtocolOptions()) {
            version = Version.HTTP2;
        }
        return new Protocols(
                options(
                        version,
                        proto.getCommonHttpProtocolOptions(),
                        proto.getUpstreamHttpProtocolOptions(),
                        Values.uint32(proto, "max_requests_per_connection"),
                        http2(proto.getHttp2ProtocolOptions(), reading),
                        reading),
                false);
    }

    private static Optional<HttpProtocolOptions> typed(Cluster proto, Reading reading) {
        Optional<HttpProtocolOptions> found = Optional.empty();
        for (var entry : proto.getTypedExtensionProtocolOptionsMap().entrySet()) {
            if (entry.getKey().equals(KEY) && entry.getValue().is(HttpProtocolOptions.class)) {
                found = reading.open(entry.getValue(), HttpProtocolOptions.getDefaultInstance());
            }
        }
        return found;
    }

    private static Version version(HttpProtocolOptions proto, Reading reading) {
        return switch (proto.getUpstreamProtocolOptionsCase()) {
            case EXPLICIT_HTTP_CONFIG -> {
                ExplicitHttpConfig explicit = proto.getExplicitHttpConfig();
                reading.read(explicit, EITHER);
                reading.read(explicit.getHttpProtocolOptions(), NONE);
                if (explicit.hasHttp3ProtocolOptions()) {
                    reading.ignore(
                            explicit, "http3_protocol_options", "not supported: calls to this cluster are refused");
                }
                yield explicit.hasHttpProtocolOptions() ? Version.HTTP1 : Version.HTTP2;
            }
            case USE_DOWNSTREAM_PROTOCOL_CONFIG -> {
                reading.read(proto.getUseDownstreamProtocolConfig(), EITHER);
                yield Version.USE_DOWNSTREAM;
            }
            case AUTO_CONFIG -> {
                reading.read(proto.getAutoConfig(), EITHER);
                yield Version.AUTO;
            }
            case UPSTREAMPROTOCOLOPTIONS_NOT_SET -> Version.HTTP1;
        };
    }

    private static io.meshsdk.model.HttpProtocolOptions options(
            Version version,
            io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions common,
            UpstreamHttpProtocolOptions upstream,
            Optional<Long> legacyMaxRequests,
            io.meshsdk.model.Http2ProtocolOptions http2,
            Reading reading) {
        reading.read(common, COMMON);
        reading.read(upstream, UPSTREAM);
        io.meshsdk.model.HttpProtocolOptions defaults = io.meshsdk.model.HttpProtocolOptions.HTTP1;
        long kilobytes =
                Values.uint32(common, "max_response_headers_kb").orElse(defaults.maxResponseHeadersBytes() / 1024L);
        return new io.meshsdk.model.HttpProtocolOptions(
                version,
                Values.duration(common, "idle_timeout", reading).orElse(defaults.idleTimeout()),
                Values.duration(common, "max_connection_duration", reading).orElse(Duration.ZERO),
                Values.clamped(Values.uint32(common, "max_requests_per_connection")
                        .or(() -> legacyMaxRequests)
                        .orElse(0L)),
                Values.clamped(kilobytes * 1024),
                Values.clamped(Values.uint32(common, "max_headers_count").orElse((long) defaults.maxHeadersCount())),
                upstream.getAutoSni(),
                upstream.getAutoSanValidation(),
                http2);
    }

    private static Http2ProtocolOptions http2Of(HttpProtocolOptions proto) {
        return switch (proto.getUpstreamProtocolOptionsCase()) {
            case EXPLICIT_HTTP_CONFIG -> proto.getExplicitHttpConfig().getHttp2ProtocolOptions();
            case USE_DOWNSTREAM_PROTOCOL_CONFIG ->
                proto.getUseDownstreamProtocolConfig().getHttp2ProtocolOptions();
            case AUTO_CONFIG -> proto.getAutoConfig().getHttp2ProtocolOptions();
            case UPSTREAMPROTOCOLOPTIONS_NOT_SET -> Http2ProtocolOptions.getDefaultInstance();
        };
    }

    private static io.meshsdk.model.Http2ProtocolOptions http2(Http2ProtocolOptions proto, Reading reading) {
        reading.read(proto, HTTP2);
        var defaults = io.meshsdk.model.Http2ProtocolOptions.DEFAULT;
        return new io.meshsdk.model.Http2ProtocolOptions(
                number(proto, "max_concurrent_streams", defaults.maxConcurrentStreams()),
                number(proto, "initial_stream_window_size", defaults.initialStreamWindowSize()),
                number(proto, "initial_connection_window_size", defaults.initialConnectionWindowSize()),
                proto.hasConnectionKeepalive()
                        ? Optional.of(keepalive(proto.getConnectionKeepalive(), reading))
                        : Optional.empty());
    }

    private static int number(Http2ProtocolOptions proto, String field, int otherwise) {
        return Values.clamped(Values.uint32(proto, field).orElse((long) otherwise));
    }

    private static Keepalive keepalive(KeepaliveSettings proto, Reading reading) {
        reading.read(proto, KEEPALIVE);
        reading.read(proto.getIntervalJitter(), PERCENT);
        return new Keepalive(
                Values.duration(proto, "interval", reading).orElse(Duration.ZERO),
                Values.duration(proto, "timeout", reading).orElse(Duration.ZERO),
                proto.hasIntervalJitter() ? proto.getIntervalJitter().getValue() : JITTER_PERCENT,
                Values.duration(proto, "connection_idle_interval", reading).orElse(Duration.ZERO));
    }
}
