package io.meshsdk.spi;

import io.meshsdk.model.ResourceType;
import java.util.Set;
import java.util.concurrent.Executor;

/** Whence resources come: a control plane, a file, code. */
public interface ConfigSource {
    /**
     * Begins to deliver. Called once for each mesh, on its control thread.
     *
     * @param sink to be called on {@code control} only
     * @param control runs tasks in order on the mesh's control thread
     */
    Feed open(ConfigSink sink, Executor control, Time time);

    /** What was opened. All methods are called on the control thread. */
    interface Feed extends AutoCloseable {
        /** The whole set of names wanted of a type beyond what comes unasked; replaces the former set. */
        void subscribe(ResourceType type, Set<String> names);

        @Override
        void close();
    }
}
