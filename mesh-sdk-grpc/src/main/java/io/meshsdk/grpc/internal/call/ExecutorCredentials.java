package io.meshsdk.grpc.internal.call;

import io.grpc.CallCredentials;
import io.grpc.Context;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A caller's credentials, applied for each attempt on the call's executor: a retry begins on an event loop, where they must not block. */
final class ExecutorCredentials extends CallCredentials {
    private final CallCredentials credentials;
    private final Executor executor;
    private final Context context;

    ExecutorCredentials(CallCredentials credentials, Executor executor, Context context) {
        this.credentials = credentials;
        this.executor = executor;
        this.context = context;
    }

    @Override
    public void applyRequestMetadata(RequestInfo request, Executor unused, MetadataApplier applier) {
        try {
            executor.execute(() -> context.run(() -> credentials.applyRequestMetadata(request, executor, applier)));
        } catch (RejectedExecutionException e) {
            applier.fail(Status.UNAVAILABLE
                    .withDescription("the call's executor takes no more work")
                    .withCause(e));
        }
    }
}
