package io.meshsdk.spi;

import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes what a {@link ConfigSource} delivers, on the mesh's control thread. */
public interface ConfigSink {
    /** One response, applied as a whole. */
    void update(Update update);

    /** The source has said all that it says unasked (static resources, the first wildcard answers). Repeatable. */
    void progress(Progress progress);

    /**
     * @param accepted new or changed resources by the name subscribed to
     * @param removed deleted by the source: gone for good
     * @param absent asked for, and not there within the initial fetch timeout
     * @param rejected refused; whatever was in force stays
     * @param ignored fields that are not supported and have no say in security
     */
    record Update(
            ResourceType type,
            String version,
            Map<String, Resource> accepted,
            Set<String> removed,
            Set<String> absent,
            List<Finding.Rejected> rejected,
            List<Finding.Ignored> ignored) {
        public Update {
            accepted = Map.copyOf(accepted);
            removed = Set.copyOf(removed);
            absent = Set.copyOf(absent);
            rejected = List.copyOf(rejected);
            ignored = List.copyOf(ignored);
        }
    }

    /** What a source is doing, for reports, health and meters. */
    sealed interface Progress {
        /** A stream to a server is up. */
        record Connected(String server) implements Progress {}

        /** None is; what was accepted stays in force. */
        record Disconnected(String server, String why) implements Progress {}

        record Acked(ResourceType type, String version) implements Progress {}

        record Nacked(ResourceType type, String version, String detail) implements Progress {}

        /**
         * Asked for, and nothing was said within the initial fetch timeout; an update follows in which they are absent.
         *
         * @param names {@code *} alone where no response of a type that comes unasked has come at all
         */
        record Unanswered(ResourceType type, Set<String> names) implements Progress {
            public Unanswered {
                names = Set.copyOf(names);
            }
        }

        /**
         * What has become of the configuration that is kept on disk.
         *
         * @param inForce when a server last stood for what is in force from the file; empty while servers' own is
         * @param problems why the file, or a part of it, is not read or written
         */
        record LastGood(String file, Optional<Instant> inForce, List<String> problems) implements Progress {
            public LastGood {
                problems = List.copyOf(problems);
            }
        }

        /** All of a type that there will ever be has been told, or is asked for by name. */
        record Complete(ResourceType type) implements Progress {}

        /** A type's first answer came, or the time for it has passed. */
        record Settled(ResourceType type) implements Progress {}
    }
}
