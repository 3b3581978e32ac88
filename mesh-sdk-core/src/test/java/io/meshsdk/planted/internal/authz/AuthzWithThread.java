package io.meshsdk.planted.internal.authz;

import java.util.concurrent.Executor;

public record AuthzWithThread(Executor executor) {}
