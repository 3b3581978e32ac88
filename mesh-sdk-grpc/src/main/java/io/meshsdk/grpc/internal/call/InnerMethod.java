package io.meshsdk.grpc.internal.call;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.InputStream;

/** A user's method as the inner channels call it. Immutable, but for one kept rewrite. */
final class InnerMethod<ReqT, RespT> {
    private final MethodDescriptor<ReqT, RespT> outer;
    private final String path;
    private final MethodDescriptor<Held<ReqT>, RespT> same;
    /** A route rewrites a method's path mostly to one other. */
    private volatile Rewritten<ReqT, RespT> last;

    InnerMethod(MethodDescriptor<ReqT, RespT> outer) {
        this.outer = outer;
        this.path = "/" + outer.getFullMethodName();
        this.same = named(outer.getFullMethodName());
        this.last = new Rewritten<>(path, same);
    }

    /** As in {@code :path}. */
    String path() {
        return path;
    }

    MethodDescriptor<ReqT, RespT> outer() {
        return outer;
    }

    MethodDescriptor<Held<ReqT>, RespT> at(String wanted) {
        if (wanted.equals(path)) {
            return same;
        }
        Rewritten<ReqT, RespT> known = last;
        if (!known.path.equals(wanted)) {
            known = new Rewritten<>(wanted, named(wanted.startsWith("/") ? wanted.substring(1) : wanted));
            last = known;
        }
        return known.method;
    }

    private MethodDescriptor<Held<ReqT>, RespT> named(String name) {
        return MethodDescriptor.<Held<ReqT>, RespT>newBuilder()
                .setType(outer.getType())
                .setFullMethodName(name)
                .setRequestMarshaller(new HeldMarshaller<>(outer.getRequestMarshaller()))
                .setResponseMarshaller(outer.getResponseMarshaller())
                .setSchemaDescriptor(outer.getSchemaDescriptor())
                .setIdempotent(outer.isIdempotent())
                .setSafe(outer.isSafe())
                .setSampledToLocalTracing(outer.isSampledToLocalTracing())
                .build();
    }

    private record Rewritten<Q, P>(String path, MethodDescriptor<Held<Q>, P> method) {}

    private record HeldMarshaller<T>(Marshaller<T> outer) implements Marshaller<Held<T>> {
        @Override
        public InputStream stream(Held<T> held) {
            return held.stream(outer);
        }

        @Override
        public Held<T> parse(InputStream stream) {
            throw new UnsupportedOperationException("a client parses no requests");
        }
    }
}
