package io.meshsdk.internal.xds.lastgood;

import com.google.protobuf.ByteString;
import io.meshsdk.model.ResourceType;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Contents as bytes: a head with a version, a checksum, and the rest that it covers. The checksum tells of damage, not of an
 * attacker: who may write the file is decided by its owner and mode.
 */
final class Format {
    private static final byte[] HEAD = "mesh-sdk last good 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SUM_BYTES = 32;

    private Format() {}

    static byte[] write(Content content) {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try (DataOutputStream to = new DataOutputStream(rest)) {
            write(to, content.binding().node());
            write(to, content.binding().controlPlane());
            to.writeLong(content.written().toEpochMilli());
            to.writeInt(content.resources().size());
            for (Kept kept : content.resources()) {
                write(to, kept.type().typeUrl());
                write(to, kept.name());
                to.writeInt(kept.bytes().size());
                kept.bytes().writeTo(to);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] body = rest.toByteArray();
        return ByteBuffer.allocate(HEAD.length + SUM_BYTES + body.length)
                .put(HEAD)
                .put(sum(body))
                .put(body)
                .array();
    }

    /** The bytes may be anything. */
    static Content read(byte[] bytes) throws UnusableFileException {
        if (bytes.length < HEAD.length + SUM_BYTES || !Arrays.equals(Arrays.copyOf(bytes, HEAD.length), HEAD)) {
            throw new UnusableFileException("is not of this version's format");
        }
        byte[] sum = Arrays.copyOfRange(bytes, HEAD.length, HEAD.length + SUM_BYTES);
        byte[] body = Arrays.copyOfRange(bytes, HEAD.length + SUM_BYTES, bytes.length);
        if (!MessageDigest.isEqual(sum, sum(body))) {
            throw new UnusableFileException("is damaged: its checksum does not fit");
        }
        ByteBuffer from = ByteBuffer.wrap(body);
        Binding binding = new Binding(text(from), text(from));
        Instant written = Instant.ofEpochMilli(number(from, Long.BYTES).getLong());
        int count = number(from, Integer.BYTES).getInt();
        List<Kept> resources = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Optional<ResourceType> type = type(text(from));
            String name = text(from);
            ByteString resource = ByteString.copyFrom(some(from));
            // One of a type that this version does not know has no user here.
            type.ifPresent(known -> resources.add(new Kept(known, name, resource)));
        }
        return new Content(binding, written, resources);
    }

    private static Optional<ResourceType> type(String url) {
        return Arrays.stream(ResourceType.values())
                .filter(type -> type.typeUrl().equals(url))
                .findFirst();
    }

    private static void write(DataOutputStream to, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.writeInt(bytes.length);
        to.write(bytes);
    }

    private static String text(ByteBuffer from) throws UnusableFileException {
        return StandardCharsets.UTF_8.decode(some(from)).toString();
    }

    private static ByteBuffer some(ByteBuffer from) throws UnusableFileException {
        return number(from, number(from, Integer.BYTES).getInt());
    }

    private static ByteBuffer number(ByteBuffer from, int bytes) throws UnusableFileException {
        if (bytes < 0 || bytes > from.remaining()) {
            throw new UnusableFileException("ends too early");
        }
        ByteBuffer slice = from.slice(from.position(), bytes);
        from.position(from.position() + bytes);
        return slice;
    }

    private static byte[] sum(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
