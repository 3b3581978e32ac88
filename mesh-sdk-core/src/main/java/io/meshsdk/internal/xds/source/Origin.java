package io.meshsdk.internal.xds.source;

import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.internal.xds.bootstrap.ManagementServer;
import io.meshsdk.model.ResourceType;
import java.util.List;

/** Where a resource comes from. Equal ones share a stream. */
sealed interface Origin {
    /** The same place for another type: what {@code self} means. */
    Origin forType(ResourceType type);

    record Ads() implements Origin {
        @Override
        public Origin forType(ResourceType type) {
            return this;
        }
    }

    record Stream(List<ManagementServer> servers, Variant variant, ResourceType type) implements Origin {
        @Override
        public Origin forType(ResourceType other) {
            return new Stream(servers, variant, other);
        }
    }

    /** The servers of an authority, for all types. */
    record Authority(List<ManagementServer> servers) implements Origin {
        @Override
        public Origin forType(ResourceType type) {
            return this;
        }
    }

    record File(String path, ResourceType type) implements Origin {
        @Override
        public Origin forType(ResourceType other) {
            return new File(path, other);
        }
    }

    /** Nowhere: what names it names a source that does not exist. */
    record Unknown(String why) implements Origin {
        @Override
        public Origin forType(ResourceType type) {
            return this;
        }
    }
}
