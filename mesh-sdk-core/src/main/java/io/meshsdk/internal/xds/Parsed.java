package io.meshsdk.internal.xds;

import io.meshsdk.model.Resource;
import io.meshsdk.spi.Finding;
import java.util.List;

/** What a resource's bytes turned out to be. */
public sealed interface Parsed {
    /**
     * @param ignored fields left out that have no say in security
     */
    record Accepted(Resource resource, List<Finding.Ignored> ignored) implements Parsed {
        public Accepted {
            ignored = List.copyOf(ignored);
        }
    }

    /**
     * @param name as far as it is known, else empty
     * @param why at least one
     */
    record Rejected(String name, List<Finding.Rejected> why) implements Parsed {
        public Rejected {
            why = List.copyOf(why);
        }
    }
}
