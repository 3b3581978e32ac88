package io.meshsdk.internal.config;

import java.util.List;
import java.util.function.Consumer;

/** Looks names up, off the control and the I/O threads. */
@FunctionalInterface
public interface NameResolver {
    /** Answers once, on the control thread. */
    void resolve(String host, Consumer<Answer> answer);

    sealed interface Answer {
        /**
         * @param addresses IP literals, at least one
         */
        record Found(List<String> addresses) implements Answer {
            public Found {
                addresses = List.copyOf(addresses);
            }
        }

        record Failed(String why) implements Answer {}
    }
}
