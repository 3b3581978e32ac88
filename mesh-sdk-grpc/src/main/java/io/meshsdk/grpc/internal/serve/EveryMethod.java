package io.meshsdk.grpc.internal.serve;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Methods that nobody serves are served here, as unimplemented: so they, too, are asked about, and a stranger learns nothing of which methods
 * there are.
 */
final class EveryMethod extends HandlerRegistry {
    private static final Marshaller<InputStream> NOTHING = new Nothing();

    private final @Nullable HandlerRegistry users;

    /**
     * @param users asked first, if there is one
     */
    EveryMethod(@Nullable HandlerRegistry users) {
        this.users = users;
    }

    @Override
    public List<ServerServiceDefinition> getServices() {
        return users == null ? List.of() : users.getServices();
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
        ServerMethodDefinition<?, ?> known = users == null ? null : users.lookupMethod(name, authority);
        return known != null ? known : unimplemented(name);
    }

    private static ServerMethodDefinition<InputStream, InputStream> unimplemented(String name) {
        MethodDescriptor<InputStream, InputStream> method = MethodDescriptor.<InputStream, InputStream>newBuilder()
                .setType(MethodType.UNKNOWN)
                .setFullMethodName(name)
                .setRequestMarshaller(NOTHING)
                .setResponseMarshaller(NOTHING)
                .build();
        return ServerMethodDefinition.create(method, (call, headers) -> {
            call.close(Status.UNIMPLEMENTED.withDescription("Method not found: " + name), new Metadata());
            return new ServerCall.Listener<>() {};
        });
    }

    private record Nothing() implements Marshaller<InputStream> {
        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return new ByteArrayInputStream(new byte[0]);
        }
    }
}
