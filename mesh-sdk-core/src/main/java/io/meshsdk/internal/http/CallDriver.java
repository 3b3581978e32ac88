package io.meshsdk.internal.http;

import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Outbound;

/** Carries calls out. Safe for use by many threads. */
public interface CallDriver {
    /**
     * Starts a call. All that becomes of it is told to the listener: the call itself before this returns, and more, too, where
     * this is called on an event loop.
     */
    void start(RequestHead head, Body body, CallOptions options, ResponseListener listener);

    /** Whether a call to this authority would be the mesh's. */
    Outbound.Reach reach(String authority);

    /** Whether the current thread is one that must never block, for calls proceed on it. */
    boolean onEventLoop();
}
