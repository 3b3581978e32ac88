package io.meshsdk.internal.xds.source;

import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.internal.xds.ads.AdsResponse;
import io.meshsdk.internal.xds.ads.AdsServer;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.ManagementServer;
import io.meshsdk.internal.xds.lastgood.LastGoodFile;
import io.meshsdk.internal.xds.lastgood.LastGoodKeeper;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.ConfigSource;
import io.meshsdk.spi.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** The configuration that a bootstrap describes. */
public final class XdsConfigSource implements ConfigSource {
    final Bootstrap bootstrap;
    final ResourceParser parser;
    final Servers servers;
    final BiFunction<String, byte[], AdsResponse> files;
    final RandomGenerator random;
    final Executor blocking;
    final Optional<LastGood> lastGood;

    /** How streams are opened. */
    @FunctionalInterface
    public interface Servers {
        /**
         * @param only the one type that a stream is for; empty for the aggregated service
         */
        AdsServer server(ManagementServer server, Optional<ResourceType> only, Executor control);
    }

    /**
     * @param files reads a discovery response from a path and its content
     * @param blocking for what may block
     */
    public XdsConfigSource(
            Bootstrap bootstrap,
            ResourceParser parser,
            Servers servers,
            BiFunction<String, byte[], AdsResponse> files,
            RandomGenerator random,
            Executor blocking) {
        this(bootstrap, parser, servers, files, random, blocking, Optional.empty());
    }

    private XdsConfigSource(
            Bootstrap bootstrap,
            ResourceParser parser,
            Servers servers,
            BiFunction<String, byte[], AdsResponse> files,
            RandomGenerator random,
            Executor blocking,
            Optional<LastGood> lastGood) {
        this.bootstrap = bootstrap;
        this.parser = parser;
        this.servers = servers;
        this.files = files;
        this.random = random;
        this.blocking = blocking;
        this.lastGood = lastGood;
    }

    /** The same, which also keeps what servers send on disk, for starts without them. */
    public XdsConfigSource keeping(LastGood wanted) {
        return new XdsConfigSource(bootstrap, parser, servers, files, random, blocking, Optional.of(wanted));
    }

    /**
     * @param after how long servers are waited for before the file stands in for them
     */
    public record LastGood(LastGoodFile file, LastGoodKeeper.Secrecy secrecy, Duration after) {}

    @Override
    public Feed open(ConfigSink sink, Executor control, Time time) {
        return new XdsFeed(this, sink, control, time).begin();
    }
}
