package io.meshsdk.planted;

import java.util.concurrent.locks.LockSupport;

/** Allowed: named as where a caller waits. */
public final class Awaiting {
    public void await() {
        LockSupport.park(this);
    }
}
