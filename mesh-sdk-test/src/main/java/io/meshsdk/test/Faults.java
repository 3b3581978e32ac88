package io.meshsdk.test;

import io.grpc.Status;
import io.meshsdk.model.ResourceType;
import java.time.Duration;

/** Ways in which a {@link ControlPlane} fails when told to. Safe for use by many threads. */
public final class Faults {
    private final AdsState state;
    private final ControlPlane plane;

    Faults(AdsState state, ControlPlane plane) {
        this.state = state;
        this.plane = plane;
    }

    /** Ends all open streams with UNAVAILABLE; new ones are served. */
    public void dropStreams() {
        state.end(Status.UNAVAILABLE.withDescription("dropped by the test"));
    }

    /** Ends each new stream at once with this status, until {@link #acceptStreams}. Open ones stay. */
    public void refuseStreams(Status.Code status) {
        state.refuse(status.toStatus().withDescription("refused by the test"));
    }

    public void acceptStreams() {
        state.refuse(null);
    }

    /** Stops the server: connections break, and new ones are refused, until {@link #restart}. */
    public void stop() {
        plane.closeServer();
    }

    /** Serves again on the same port, whatever was there: nothing, or a server that hangs. */
    public void restart() {
        plane.serve();
    }

    /** Breaks all connections; new ones are accepted by TCP and never answered, until {@link #restart}. */
    public void hang() {
        plane.serve(port -> DeafServer.start(port, new byte[0]));
    }

    /** Breaks all connections; new ones are answered with these bytes instead of HTTP/2, until {@link #restart}. */
    public void answerBytes(byte[] bytes) {
        plane.serve(port -> DeafServer.start(port, bytes));
    }

    /** Sends these bytes in place of a discovery response on all open streams. */
    public void sendMessage(byte[] bytes) {
        state.eachStream(stream -> stream.send(bytes));
    }

    /** Lets each response wait; zero lets none. */
    public void delayResponses(Duration each) {
        state.delay(each);
    }

    /** Sends nothing of a type until {@link #release}: the type hangs while others are served. */
    public void hold(ResourceType type) {
        state.hold(type.typeUrl());
    }

    public void release(ResourceType type) {
        state.release(type.typeUrl());
    }

    /** Lets the next response of a type carry the nonce of the one before. */
    public void reuseNonce(ResourceType type) {
        state.reuseNonce(type.typeUrl());
    }
}
