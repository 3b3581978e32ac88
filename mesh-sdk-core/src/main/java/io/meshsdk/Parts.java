package io.meshsdk;

import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.Outbound;
import io.meshsdk.spi.Time;
import io.meshsdk.transport.Connections;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;

/** What a {@link Mesh} hands out. */
interface Parts extends AutoCloseable {
    MeshClient client();

    HttpClient httpClient();

    Outbound outbound();

    Inbound inbound(int port);

    MeshReport report();

    Time time();

    Connections connections();

    Executor callbackExecutor();

    Duration drainTimeout();

    @Override
    void close();
}
