package io.meshsdk.grpc.internal.call;

import io.grpc.Metadata;
import io.grpc.Status;
import io.meshsdk.call.Headers;
import io.meshsdk.call.ResponseHead;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Metadata as the engine's headers, and the engine's changes of them as metadata. */
public final class Heads {
    /** What gRPC writes itself. */
    private static final Headers OWN = Headers.of("content-type", "application/grpc", "te", "trailers");

    private static final int MAX_KEYS = 1_000;
    /** Making a key checks its name; names repeat. */
    private static final Map<String, Metadata.Key<String>> KEYS = new ConcurrentHashMap<>();

    private Heads() {}

    public static Headers request(Metadata metadata) {
        return of(metadata, OWN);
    }

    /** A response's head, or that of one that is its end as well. */
    public static ResponseHead response(Metadata metadata) {
        return new ResponseHead(200, of(metadata, Headers.EMPTY));
    }

    /** Of a response that is nothing but its end: its status is where Envoy looks for it. */
    public static ResponseHead response(Status status, Metadata trailers) {
        Headers.Builder headers = of(trailers, Headers.EMPTY).toBuilder();
        headers.set("grpc-status", Integer.toString(status.getCode().value()));
        String description = status.getDescription();
        if (description != null) {
            headers.set("grpc-message", description);
        }
        return new ResponseHead(200, headers.build());
    }

    private static Headers of(Metadata metadata, Headers own) {
        var names = metadata.keys();
        if (names.isEmpty()) {
            return own;
        }
        Headers.Builder headers = own.toBuilder();
        for (String name : names) {
            if (own.contains(name)) {
                headers.remove(name);
            }
            if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                Iterable<byte[]> values = metadata.getAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
                if (values != null) {
                    values.forEach(value -> headers.add(
                            name, Base64.getEncoder().withoutPadding().encodeToString(value)));
                }
            } else {
                Iterable<String> values = metadata.getAll(key(name));
                if (values != null) {
                    values.forEach(value -> headers.add(name, value));
                }
            }
        }
        return headers.build();
    }

    /** A copy of metadata with what was changed from {@code before} to {@code after}. */
    static Metadata changed(Metadata original, Headers before, Headers after) {
        Metadata changed = new Metadata();
        changed.merge(original);
        apply(changed, before, after);
        return changed;
    }

    /** Changes metadata by what was changed from {@code before} to {@code after}. */
    public static void apply(Metadata metadata, Headers before, Headers after) {
        if (before.equals(after)) {
            return;
        }
        for (int i = 0; i < before.size(); i++) {
            String name = before.name(i);
            if (!after.contains(name) && isFree(name)) {
                discard(metadata, name);
            }
        }
        for (int i = 0; i < after.size(); i++) {
            String name = after.name(i);
            if (!isFree(name) || !isFirst(after, i) || sameValues(name, before, after)) {
                continue;
            }
            discard(metadata, name);
            after.all(name).forEach(value -> put(metadata, name, value));
        }
    }

    private static boolean sameValues(String name, Headers before, Headers after) {
        return before.all(name).equals(after.all(name));
    }

    private static boolean isFirst(Headers headers, int index) {
        String name = headers.name(index);
        for (int i = 0; i < index; i++) {
            if (headers.name(i).equals(name)) {
                return false;
            }
        }
        return true;
    }

    private static void put(Metadata metadata, String name, String value) {
        if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
            try {
                metadata.put(
                        Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER),
                        Base64.getDecoder().decode(value));
            } catch (IllegalArgumentException notBase64) {
                // A rule of the configuration set text where gRPC has bytes: gRPC could not read it either.
            }
        } else {
            metadata.put(key(name), value);
        }
    }

    private static void discard(Metadata metadata, String name) {
        if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
            metadata.discardAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
        } else {
            metadata.discardAll(key(name));
        }
    }

    /** Whether it is the configuration's to change: gRPC writes the others itself, and would refuse or double them. */
    private static boolean isFree(String name) {
        return !name.equals("content-type")
                && !name.equals("te")
                && !name.equals("user-agent")
                && !name.equals("grpc-status")
                && !name.equals("grpc-message")
                && !name.startsWith(":");
    }

    static Metadata.Key<String> key(String name) {
        Metadata.Key<String> known = KEYS.get(name);
        if (known == null) {
            known = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
            if (KEYS.size() < MAX_KEYS) {
                KEYS.put(name, known);
            }
        }
        return known;
    }
}
