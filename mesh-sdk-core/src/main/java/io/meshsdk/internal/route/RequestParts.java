package io.meshsdk.internal.route;

import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.match.JoinedHeaders;
import org.jspecify.annotations.Nullable;

/** The parts of a request's head that have a header's name in configuration. */
final class RequestParts {
    private RequestParts() {}

    /** Null where the name is an ordinary header's. */
    static @Nullable String pseudo(RequestHead head, String name) {
        return switch (name) {
            case ":path" -> head.path();
            case ":method" -> head.method();
            case ":authority", "host" -> head.authority();
            case ":scheme" -> head.scheme();
            default -> null;
        };
    }

    /** The first value, or all of a header whose repeats are joined; null where there is none. */
    static @Nullable String first(RequestHead head, String name) {
        String part = pseudo(head, name);
        return part == null ? JoinedHeaders.first(head.headers(), name) : part;
    }
}
