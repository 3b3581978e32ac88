package io.meshsdk;

import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.Outbound;
import io.meshsdk.spi.Time;
import java.net.http.HttpClient;

/** What a {@link Mesh} hands out. */
interface Parts extends AutoCloseable {
    MeshClient client();

    HttpClient httpClient();

    Outbound outbound();

    Inbound inbound(int port);

    MeshReport report();

    Time time();

    @Override
    void close();
}
