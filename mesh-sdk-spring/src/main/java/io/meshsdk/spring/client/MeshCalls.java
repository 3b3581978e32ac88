package io.meshsdk.spring.client;

import io.meshsdk.Mesh;
import io.meshsdk.MeshClient;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.Outbound.Reach;
import io.meshsdk.spi.Time;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.HttpClientSettings;

/** What the requests of one client share. */
record MeshCalls(MeshClient client, Time time, ObservationRegistry observations) {
    static MeshCalls of(Mesh mesh, ObservationRegistry observations) {
        // Here a callback wakes a waiting thread or runs operators that do not block: it may run where the response
        // comes.
        return new MeshCalls(mesh.client().withCallbackExecutor(Runnable::run), mesh.time(), observations);
    }

    /**
     * Whether the mesh takes the request; {@code https} never, for it cannot be routed without being read.
     *
     * @throws IOException where the configuration says that unknown hosts are refused
     */
    boolean takes(URI uri) throws IOException {
        if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getRawAuthority() == null) {
            return false;
        }
        Reach reach = client.reach(uri);
        if (reach instanceof Reach.Unknown unknown && unknown.refuse()) {
            throw new IOException(uri.getRawAuthority() + " is not reached: " + unknown.why());
        }
        // Before the first configuration, too: the call waits, bounded. Sent past the mesh it would go in plaintext.
        return !(reach instanceof Reach.Unknown);
    }

    /** The client's own limit; null where only the route's applies. */
    static @Nullable Duration limit(HttpClientSettings settings) {
        Duration limit = settings.readTimeout();
        return limit == null || limit.isZero() || limit.isNegative() ? null : limit;
    }

    /** Whether the mesh made this answer because the client's own time was up: Spring's clients expect an exception. */
    boolean late(ResponseFlags flags, @Nullable Duration limit, long startNanos) {
        return limit != null && !flags.equals(ResponseFlags.NONE) && time.nanos() - startNanos >= limit.toNanos();
    }
}
