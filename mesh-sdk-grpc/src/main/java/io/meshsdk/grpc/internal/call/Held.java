package io.meshsdk.grpc.internal.call;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is kept for another attempt: the object itself, marshalled anew for each, as gRPC's own retry does. Only what
 * can be read once, or whose length is unknown, is turned into bytes.
 */
final class Held<T> {
    final boolean compressed;
    private @Nullable T message;
    private byte @Nullable [] bytes;
    private int size = -1;

    Held(T message, boolean compressed) {
        this.message = message;
        this.compressed = compressed;
    }

    /** Its length on the wire before compression; negative until it was marshalled once. */
    int size() {
        return size;
    }

    InputStream stream(Marshaller<T> marshaller) {
        byte[] known = bytes;
        T kept = message;
        if (known != null || kept == null) {
            return new Bytes(known == null ? new byte[0] : known);
        }
        InputStream stream = marshaller.stream(kept);
        try {
            if (stream instanceof KnownLength && !(kept instanceof InputStream)) {
                size = stream.available();
                return stream;
            }
            try (stream) {
                byte[] read = stream.readAllBytes();
                bytes = read;
                message = null;
                size = read.length;
                return new Bytes(read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** gRPC would copy it by way of a buffer of 8 KB. */
    private static final class Bytes extends ByteArrayInputStream implements KnownLength, Drainable {
        Bytes(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int left = available();
            transferTo(target);
            return left;
        }
    }
}
