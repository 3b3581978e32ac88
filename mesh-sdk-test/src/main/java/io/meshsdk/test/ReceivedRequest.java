package io.meshsdk.test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request as a {@link FaultyServer} read it from the wire.
 *
 * @param connection the connection's number, from 1
 * @param head all lines up to the empty one, as sent
 * @param body decoded where it came in chunks
 * @param trailers lines after the last chunk
 */
public record ReceivedRequest(int connection, String head, byte[] body, List<String> trailers) {
    public ReceivedRequest {
        body = body.clone();
        trailers = List.copyOf(trailers);
    }

    @Override
    public byte[] body() {
        return body.clone();
    }

    /** As {@code GET /orders HTTP/1.1}. */
    public String line() {
        return head.lines().findFirst().orElse("");
    }

    /** Values of a header, in order; one for each line. */
    public List<String> headers(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return fields().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .toList();
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    private Stream<String> fields() {
        return head.lines().skip(1);
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof ReceivedRequest that
                && connection == that.connection
                && head.equals(that.head)
                && Arrays.equals(body, that.body)
                && trailers.equals(that.trailers);
    }

    @Override
    public int hashCode() {
        return head.hashCode() * 31 + connection;
    }

    @Override
    public String toString() {
        return connection + " " + line() + (body.length == 0 ? "" : " [" + body.length + " bytes]");
    }
}
