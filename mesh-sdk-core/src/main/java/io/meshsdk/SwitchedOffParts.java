package io.meshsdk;

import io.meshsdk.engine.Explanation;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.Outbound;
import io.meshsdk.internal.http.HttpCalls;
import io.meshsdk.internal.net.ConnectionPolicies;
import io.meshsdk.internal.net.NettyTransport;
import io.meshsdk.internal.upstream.LiveConnections;
import io.meshsdk.spi.Time;
import io.meshsdk.transport.Connections;
import java.util.List;
import java.util.function.UnaryOperator;

/** The parts of a mesh that is switched off: every door is there, and nothing is checked or secured. */
final class SwitchedOffParts implements Parts {
    private final Opened opened;
    private final ControlThread control;
    private final SwitchedOff.Out outbound = new SwitchedOff.Out();
    private final SwitchedOff.In inbound = new SwitchedOff.In();
    private final ReportBook report;
    /** Of no endpoint. */
    private final LiveConnections connections = new LiveConnections();

    private final Clients clients;

    private SwitchedOffParts(MeshBuilder wanted, Opened opened) {
        this.opened = opened;
        control = opened.add(new ControlThread("mesh-control"));
        report = new ReportBook(control);
        NettyTransport transport = NettyTransport.start(1, control, ConnectionPolicies.OF_UPSTREAMS);
        opened.add(new IoThreads(transport));
        clients = opened.add(new Clients(
                wanted.unknownHosts(MeshBuilder.UnknownHosts.PASS_THROUGH),
                new HttpCalls(outbound, transport, control),
                control,
                UnaryOperator.identity()));
    }

    static SwitchedOffParts start(MeshBuilder wanted) {
        return Opened.all(opened -> new SwitchedOffParts(wanted, opened));
    }

    @Override
    public Clients clients() {
        return clients;
    }

    @Override
    public Outbound outbound() {
        return outbound;
    }

    @Override
    public Explanation explain(Request request) {
        return new Explanation("", "", "", "", "sent past the mesh: MESH_ENABLED=false has switched it off", List.of());
    }

    @Override
    public Inbound inbound(int port) {
        return inbound;
    }

    @Override
    public String dump() {
        return Json.of(ConfigurationDump.of(report.current()));
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
    public boolean switchedOff() {
        return true;
    }

    @Override
    public void close() {
        opened.close();
    }
}
