package io.meshsdk;

import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.Outbound;
import io.meshsdk.internal.http.HttpCalls;
import io.meshsdk.internal.net.ConnectionPolicies;
import io.meshsdk.internal.net.NettyTransport;
import io.meshsdk.internal.upstream.LiveConnections;
import io.meshsdk.spi.Time;
import io.meshsdk.transport.Connections;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** The parts of a mesh that is switched off: every door is there, and nothing is checked or secured. */
final class SwitchedOffParts implements Parts {
    private final ControlThread control = new ControlThread("mesh-control");
    private final SwitchedOff.Out outbound = new SwitchedOff.Out();
    private final SwitchedOff.In inbound = new SwitchedOff.In();
    private final ReportBook report = new ReportBook(control);
    /** Of no endpoint. */
    private final LiveConnections connections = new LiveConnections();

    private final Clients clients;

    SwitchedOffParts(MeshBuilder wanted) {
        NettyTransport transport = NettyTransport.start(1, control, ConnectionPolicies.OF_UPSTREAMS);
        clients = new Clients(
                wanted.unknownHosts(MeshBuilder.UnknownHosts.PASS_THROUGH),
                transport,
                new HttpCalls(outbound, transport, control),
                control,
                UnaryOperator.identity());
    }

    @Override
    public MeshClient client() {
        return clients.client();
    }

    @Override
    public HttpClient httpClient() {
        return clients.httpClient();
    }

    @Override
    public Outbound outbound() {
        return outbound;
    }

    @Override
    public Inbound inbound(int port) {
        return inbound;
    }

    @Override
    public MeshReport report() {
        return report.current();
    }

    @Override
    public Time time() {
        return control;
    }

    @Override
    public Connections connections() {
        return connections;
    }

    @Override
    public Executor callbackExecutor() {
        return clients.callbacks();
    }

    @Override
    public Duration drainTimeout() {
        return clients.drainTimeout();
    }

    @Override
    public void close() {
        clients.close();
        control.close();
    }
}
