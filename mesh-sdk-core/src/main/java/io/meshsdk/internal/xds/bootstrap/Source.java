package io.meshsdk.internal.xds.bootstrap;

import io.meshsdk.internal.xds.ads.Variant;
import java.time.Duration;
import java.util.List;

/** Where all resources of a type come from. */
public sealed interface Source {
    Duration initialFetchTimeout();

    /** The one stream for all types. */
    record Ads(Duration initialFetchTimeout) implements Source {}

    /** A stream of its own. */
    record Stream(List<ManagementServer> servers, Variant variant, Duration initialFetchTimeout) implements Source {
        public Stream {
            servers = List.copyOf(servers);
        }
    }

    /** A file that holds a discovery response; watched. */
    record File(String path, Duration initialFetchTimeout) implements Source {}
}
