package io.meshsdk;

import io.meshsdk.engine.Explanation;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.Outbound;
import io.meshsdk.spi.Time;
import io.meshsdk.transport.Adapter;
import io.meshsdk.transport.Connections;
import java.net.http.HttpClient;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * This process's membership in a mesh: configuration, identity and the ways out and in. Several in one JVM are independent.
 *
 * <p>Safe for use by many threads. {@link #close} it, last.
 */
public final class Mesh implements AutoCloseable {
    private final Parts parts;
    private final Adapters adapters = new Adapters();
    private final AtomicBoolean closed = new AtomicBoolean();

    Mesh(Parts parts) {
        this.parts = parts;
    }

    public static MeshBuilder builder() {
        return new MeshBuilder();
    }

    /** Sends requests through the mesh. */
    public MeshClient client() {
        return parts.clients().client();
    }

    /**
     * A {@code java.net.http.HttpClient} whose {@code http://} calls to hosts of the mesh go through the mesh, for code that
     * wants one. A new one at each call; closing it does not close the mesh.
     */
    public HttpClient httpClient() {
        return httpClientBuilder().build();
    }

    /**
     * Builds clients as {@link #httpClient} does. Redirects, cookies and the executor hold for all calls. Connections, TLS,
     * proxies, credentials and versions are the configuration's in the mesh, so what is said of them holds for calls past it.
     */
    public HttpClient.Builder httpClientBuilder() {
        return parts.clients().httpClientBuilder();
    }

    /** Where a request would go and why, by the configuration of now; nothing is sent or counted. */
    public Explanation explain(Request request) {
        return parts.explain(request);
    }

    /** The way out, for adapters that send requests themselves. */
    public Outbound outbound() {
        return parts.outbound();
    }

    /**
     * The way in of a port, for adapters that accept connections themselves. Closed until the first configuration, and while no
     * listener covers the port.
     *
     * @param port that the application serves
     */
    public Inbound inbound(int port) {
        return parts.inbound(port);
    }

    /** What the mesh got, took, refused and left out. */
    public MeshReport report() {
        return parts.report();
    }

    /**
     * What is in force (listeners, routes, clusters, endpoints), its versions, and what was rejected and left out, as one JSON object.
     * Keys, inline content and values of headers and cookies that carry credentials are not in it.
     */
    public String dump() {
        return parts.dump();
    }

    /** The clock that deadlines are on. */
    public Time time() {
        return parts.time();
    }

    /** Whether {@code MESH_ENABLED=false} has switched it off: then nothing is checked or secured, and calls pass it by. */
    public boolean switchedOff() {
        return parts.switchedOff();
    }

    /** What the mesh says of connections, for adapters that keep their own. */
    public Connections connections() {
        return parts.connections();
    }

    /** Where results of asynchronous calls are delivered, unless their caller says otherwise. */
    public Executor callbackExecutor() {
        return parts.clients().callbacks();
    }

    /**
     * What a module keeps for this mesh: made when first asked for, the same from then on, closed with the mesh.
     *
     * @throws IllegalStateException if the mesh is closed
     */
    public <T extends Adapter> T adapter(Class<T> type, Function<Mesh, T> make) {
        return adapters.get(type, () -> make.apply(this));
    }

    /** Drains what runs, then cancels it, and ends every thread and connection of this mesh. Closing again does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            adapters.close(parts.clients().drainTimeout());
            parts.close();
        }
    }
}
