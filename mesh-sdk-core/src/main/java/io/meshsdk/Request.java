package io.meshsdk;

import io.meshsdk.call.Deadline;
import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.internal.http.Body;
import io.meshsdk.spi.Time;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A request to a service of the mesh. Immutable, and may be sent many times, unless its body is a publisher that can be
 * subscribed to only once.
 */
public final class Request {
    private final URI uri;
    private final RequestHead head;
    private final Body body;
    private final @Nullable Duration timeout;
    private final long timeoutNanos;
    private final @Nullable String listener;

    private Request(Builder builder) {
        this.uri = builder.uri;
        this.body = builder.body;
        this.timeout = builder.timeout;
        this.timeoutNanos = builder.timeout == null ? 0 : nanos(builder.timeout);
        this.listener = builder.listener;
        this.head = builder.head();
    }

    /** @throws IllegalArgumentException if the text is no absolute {@code http} URI */
    public static Request get(String uri) {
        return builder("GET", URI.create(uri)).build();
    }

    /** @throws IllegalArgumentException if the text is no absolute {@code http} URI */
    public static Builder post(String uri) {
        return builder("POST", URI.create(uri));
    }

    /** @throws IllegalArgumentException if the method is no token, or the URI not absolute, or not {@code http} */
    public static Builder builder(String method, URI uri) {
        return new Builder(method, uri);
    }

    public String method() {
        return head.method();
    }

    public URI uri() {
        return uri;
    }

    public Headers headers() {
        return head.headers();
    }

    /** How long the whole call may take; empty leaves it to the route. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /** The outbound listener that was asked for. */
    public Optional<String> listener() {
        return Optional.ofNullable(listener);
    }

    RequestHead head() {
        return head;
    }

    /** @param callbacks where a publisher of the application is called; our own pipe does not block */
    Body body(Executor callbacks) {
        return body instanceof Body.Streamed streamed && !(streamed.publisher() instanceof BodyPipe)
                ? new Body.Streamed(streamed.publisher(), streamed.length(), callbacks)
                : body;
    }

    CallOptions options(Time time) {
        CallOptions options = CallOptions.HTTP;
        if (timeout != null) {
            options = options.withDeadline(Deadline.after(time.nanos(), timeoutNanos));
        }
        return listener == null ? options : options.withListener(listener);
    }

    /** Whoever writes the body must not wait for a call that will not read it. */
    void bodyUnwanted() {
        if (body instanceof Body.Streamed streamed && streamed.publisher() instanceof BodyPipe pipe) {
            pipe.cancel();
        }
    }

    /** A duration beyond 292 years does not fit; no clock will tell the difference from one year. */
    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofDays(365)) > 0
                ? Duration.ofDays(365).toNanos()
                : duration.toNanos();
    }

    @Override
    public String toString() {
        return head.toString();
    }

    /** Builds a request. Used by one thread. */
    public static final class Builder {
        private final String method;
        private final URI uri;
        private final Headers.Builder headers = Headers.builder();
        private Body body = Body.EMPTY;
        private @Nullable String authority;
        private @Nullable Duration timeout;
        private @Nullable String listener;

        private Builder(String method, URI uri) {
            String scheme = uri.getScheme();
            if (scheme == null || uri.getRawAuthority() == null) {
                throw new IllegalArgumentException(uri + " is no absolute URI: write http://host/path");
            }
            if (!scheme.equalsIgnoreCase("http")) {
                throw new IllegalArgumentException(
                        uri + ": the mesh takes http:// only, and encrypts by itself where it is"
                                + " configured to; write http://" + uri.getRawAuthority());
            }
            HeaderSyntax.checkToken("method", method);
            this.method = method;
            // A URI may hold characters beyond ASCII; a request line may not.
            String ascii = uri.toASCIIString();
            this.uri = ascii.equals(uri.toString()) ? uri : URI.create(ascii);
        }

        /**
         * Adds a header. {@code host} sets the authority instead; lengths and connection headers are the transport's own.
         *
         * @throws IllegalArgumentException if name or value cannot stand in a header
         */
        public Builder header(String name, String value) {
            HeaderSyntax.checkToken("header name", name);
            HeaderSyntax.checkValue(name, value);
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.equals("host")) {
                authority = value;
            } else if (!HeaderSyntax.ownedByTransport(lower)) {
                headers.add(lower, value);
            }
            return this;
        }

        /** Bytes that can be sent again in another attempt. Not copied: they must not change until the call has ended. */
        public Builder body(byte[] content) {
            body = content.length == 0 ? Body.EMPTY : new Body.Bytes(content);
            return this;
        }

        /** Text as UTF-8; sets no {@code content-type}. */
        public Builder body(String text) {
            return body(text.getBytes(StandardCharsets.UTF_8));
        }

        /**
         * A body that is read while it is sent, with back-pressure: subscribed to at most once, never if nothing is sent. For
         * another attempt the mesh keeps what it read, up to the route's limit. Buffers that were published are the mesh's.
         *
         * @param length bytes in all, or -1 where that is not known
         */
        public Builder body(Flow.Publisher<? extends ByteBuffer> publisher, long length) {
            body = length == 0 ? Body.EMPTY : new Body.Streamed(publisher, Math.max(-1, length), Runnable::run);
            return this;
        }

        /**
         * How long the whole call may take, retries included. When it has passed the response is a 504 that the mesh made.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder timeout(Duration limit) {
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException("a timeout must be positive, but is " + limit);
            }
            timeout = limit;
            return this;
        }

        /** The outbound listener to use, where the authority does not tell. */
        public Builder listener(String name) {
            listener = name;
            return this;
        }

        public Request build() {
            return new Request(this);
        }

        private RequestHead head() {
            boolean framed = body.length() > 0
                    || (body.length() == 0
                            && (method.equals("POST") || method.equals("PUT") || method.equals("PATCH")));
            Headers fields = framed
                    ? headers.set("content-length", Long.toString(body.length()))
                            .build()
                    : headers.build();
            // The builder may go on: what was given away must not change.
            Headers own = fields.toBuilder().build();
            return new RequestHead(method, "http", authority == null ? authorityOf(uri) : authority, target(uri), own);
        }

        private static String authorityOf(URI uri) {
            String raw = uri.getRawAuthority();
            return raw.substring(raw.lastIndexOf('@') + 1);
        }

        private static String target(URI uri) {
            String path = uri.getRawPath();
            String query = uri.getRawQuery();
            String start = path == null || path.isEmpty() ? "/" : path;
            return query == null ? start : start + "?" + query;
        }
    }
}
