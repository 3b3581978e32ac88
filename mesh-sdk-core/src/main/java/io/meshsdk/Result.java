package io.meshsdk;

import io.meshsdk.internal.http.RunningCall;

/** Where a listener puts what a call came to. The first word counts. */
interface Result<T> {
    /** What a cancellation is to reach. Said before the call starts, on the caller's thread. */
    void running(RunningCall call);

    /** What a cancellation is to reach, too, since the call goes past the mesh. */
    void passedBy(RunningCall call);

    void succeed(T value);

    void fail(RuntimeException cause);
}
