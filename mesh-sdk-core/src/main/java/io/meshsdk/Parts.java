package io.meshsdk;

import io.meshsdk.engine.Explanation;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.Outbound;
import io.meshsdk.spi.Time;
import io.meshsdk.transport.Connections;

/** What a {@link Mesh} hands out. */
interface Parts extends AutoCloseable {
    Clients clients();

    Outbound outbound();

    Explanation explain(Request request);

    Inbound inbound(int port);

    MeshReport report();

    /** As JSON, without secrets. */
    String dump();

    Time time();

    Connections connections();

    boolean switchedOff();

    @Override
    void close();
}
