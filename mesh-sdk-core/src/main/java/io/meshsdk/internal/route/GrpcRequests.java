package io.meshsdk.internal.route;

import io.meshsdk.call.Headers;

/** What Envoy takes for gRPC. */
public final class GrpcRequests {
    private static final String TYPE = "application/grpc";

    private GrpcRequests() {}

    /** {@code application/grpc} and {@code application/grpc+…}, nothing else. */
    public static boolean isGrpc(Headers headers) {
        String type = headers.get("content-type");
        return type != null
                && type.startsWith(TYPE)
                && (type.length() == TYPE.length() || type.charAt(TYPE.length()) == '+');
    }
}
