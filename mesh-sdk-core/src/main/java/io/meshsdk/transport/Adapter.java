package io.meshsdk.transport;

import java.time.Duration;

/** What a module keeps for one mesh, such as connections. It ends with the mesh. */
public interface Adapter {
    /**
     * Once, before the rest of the mesh ends.
     *
     * @param drain how long calls that run may take to end; then they are cancelled
     */
    void close(Duration drain);
}
