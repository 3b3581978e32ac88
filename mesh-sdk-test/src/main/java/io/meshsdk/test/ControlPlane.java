package io.meshsdk.test;

import com.google.protobuf.Message;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.meshsdk.model.ResourceType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An xDS server in this JVM, over a real gRPC socket on 127.0.0.1: ADS and each type's own service, state of the world
 * and delta. It serves what it is given, records what clients say, and fails in the ways it is told to
 * ({@link #faults()}).
 *
 * <p>Resources may be put before and after clients connect. Every stream gets what it subscribed to, once, and again
 * when it changes. A resource that is put again unchanged keeps its version, and nobody is told.
 *
 * <p>Safe for use by many threads.
 */
public final class ControlPlane implements AutoCloseable {
    private final AdsState state;
    private final BackgroundTasks tasks;
    private final Optional<ServerCredentials> credentials;
    private final int port;
    private @Nullable AutoCloseable server; // guarded by this

    private ControlPlane(Builder builder) {
        tasks = new BackgroundTasks();
        state = new AdsState(builder.patience, builder.wrapped, tasks);
        credentials = builder.credentials;
        AdsServer started = AdsServer.start(state, builder.port, credentials);
        server = started;
        port = started.port();
    }

    /** In plaintext, on any free port. */
    public static ControlPlane start() {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** Host and port, as {@code 127.0.0.1:18000}. */
    public String target() {
        return host() + ":" + port();
    }

    /** What a client needs to know to find this control plane. */
    public Bootstrap bootstrap(String nodeId) {
        return new Bootstrap(this, nodeId);
    }

    /** Serves these messages, each under its own name; all in one change. */
    public ControlPlane put(Message... messages) {
        return put(List.of(messages));
    }

    /** Serves these messages, each under its own name; all in one change. */
    public ControlPlane put(Collection<? extends Message> messages) {
        return push(change -> messages.forEach(change::put));
    }

    /**
     * Serves resources given as YAML or JSON, in protobuf's JSON form, each with its {@code @type}: one, or a list, or a
     * list named {@code resources}.
     *
     * @throws IllegalArgumentException which names the resource and the field
     */
    public ControlPlane put(String text) {
        List<XdsResource> resources = XdsText.parse("text", text);
        return push(change -> resources.forEach(change::put));
    }

    public ControlPlane put(XdsResource resource) {
        return push(change -> change.put(resource));
    }

    public ControlPlane remove(ResourceType type, String name) {
        return push(change -> change.remove(type, name));
    }

    /** Several changes as one: no client sees a part of them, and each type is sent at most once. */
    public ControlPlane push(Consumer<Change> changes) {
        Change change = new Change();
        changes.accept(change);
        state.change(change::apply);
        return this;
    }

    /**
     * Serves the resources of a file, or of all {@code .yaml}, {@code .yml} and {@code .json} files of a directory, and
     * follows their changes: what is no longer in them is removed. A change that cannot be read is logged, and the last
     * good state stays.
     *
     * @throws IllegalArgumentException where they cannot be read now
     */
    public ControlPlane watch(Path path) {
        return watch(path, error -> {});
    }

    /** @param onError is told also, with a message that names file and place */
    public ControlPlane watch(Path path, Consumer<String> onError) {
        WatchedResources watched = new WatchedResources(path);
        push(watched.load());
        tasks.repeat(() -> watched.poll(onError).ifPresent(this::push));
        return this;
    }

    /** Tells all who subscribed to it that a resource with a time to live is still there. */
    public ControlPlane heartbeat(ResourceType type, String name) {
        Catalogue now = state.catalogue();
        Catalogue.Versioned versioned = now.ofType(type.typeUrl()).get(name);
        if (versioned == null) {
            throw new IllegalArgumentException(type + " " + name + " is not served");
        }
        state.eachStream(stream -> stream.heartbeat(type.typeUrl(), versioned, now));
        return this;
    }

    /** Ways to fail. */
    public Faults faults() {
        return new Faults(state, this);
    }

    /** All requests so far, in the order in which they came. */
    public List<XdsRequest> requests() {
        return state.requests();
    }

    /** All requests of one type so far. */
    public List<XdsRequest> requests(ResourceType type) {
        return requests().stream().filter(is(type)).toList();
    }

    /** Streams that are open now. */
    public int streams() {
        return state.openStreams();
    }

    /** Streams that were ever opened, refused ones included. */
    public int streamsOpened() {
        return state.openedStreams();
    }

    /** Waits for a request, past ones included. */
    public XdsRequest awaitRequest(String what, Predicate<XdsRequest> wanted) {
        return state.await(what, () -> state.requests().stream().filter(wanted).findFirst());
    }

    /** Waits until a client has accepted a type as it is now. Not for a change that concerns no subscription. */
    public XdsRequest awaitAck(ResourceType type) {
        return state.await(
                "ACK of " + type + " as it is now",
                () -> answersTo(type).filter(XdsRequest::isAck).findFirst());
    }

    /** Waits until a client has refused a type as it is now. */
    public XdsRequest awaitNack(ResourceType type) {
        return state.await(
                "NACK of " + type + " as it is now",
                () -> answersTo(type).filter(XdsRequest::isNack).findFirst());
    }

    /** Waits until an open stream is subscribed to a resource, by name or by a wildcard. */
    public ControlPlane awaitSubscribed(ResourceType type, String name) {
        return state.await("subscription to " + type + " " + name, () -> {
            List<AdsStream> found = new ArrayList<>();
            state.eachStream(stream -> {
                if (stream.wants(type.typeUrl(), name)) {
                    found.add(stream);
                }
            });
            return found.isEmpty() ? Optional.empty() : Optional.of(this);
        });
    }

    /** Waits until this many streams have been opened in all, refused ones included. */
    public ControlPlane awaitStreamsOpened(int count) {
        return state.await(
                count + " streams", () -> state.openedStreams() >= count ? Optional.of(this) : Optional.empty());
    }

    /** Waits until this many streams are open. */
    public ControlPlane awaitStreams(int count) {
        return state.await(
                count + " open streams", () -> state.openStreams() == count ? Optional.of(this) : Optional.empty());
    }

    private Stream<XdsRequest> answersTo(ResourceType type) {
        String version = state.catalogue().version(type.typeUrl());
        return state.requests().stream()
                .filter(is(type))
                .filter(request -> request.answered().equals(Optional.of(version)));
    }

    private static Predicate<XdsRequest> is(ResourceType type) {
        return request -> request.type().equals(type.typeUrl());
    }

    /** Puts another server on the port. */
    synchronized void serve(IntFunction<AutoCloseable> other) {
        closeServer();
        server = other.apply(port);
    }

    /** Puts the working server on the port. */
    void serve() {
        serve(free -> AdsServer.start(state, free, credentials));
    }

    synchronized void closeServer() {
        AutoCloseable former = server;
        server = null;
        if (former != null) {
            try {
                former.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot stop the control plane's server", e);
            }
        }
    }

    /** Ends all streams and frees the port. */
    @Override
    public void close() {
        tasks.close();
        state.end(Status.UNAVAILABLE.withDescription("the control plane is closed"));
        closeServer();
    }

    /** What is to change, all at once. Later lines win over earlier ones. */
    public static final class Change {
        private final List<UnaryOperator<Catalogue>> steps = new ArrayList<>();

        private Change() {}

        public Change put(Message message) {
            return put(XdsResource.of(message));
        }

        public Change put(XdsResource resource) {
            steps.add(catalogue -> catalogue.put(resource));
            return this;
        }

        public Change remove(ResourceType type, String name) {
            return remove(type.typeUrl(), name);
        }

        Change remove(String type, String name) {
            steps.add(catalogue -> catalogue.remove(type, name));
            return this;
        }

        private Catalogue apply(Catalogue before) {
            Catalogue after = before;
            for (var step : steps) {
                after = step.apply(after);
            }
            return after;
        }
    }

    /** How a control plane is to be. Not safe for use by many threads. */
    public static final class Builder {
        private Optional<ServerCredentials> credentials = Optional.empty();
        private Duration patience = Duration.ofSeconds(10);
        private boolean wrapped;
        private int port;

        private Builder() {}

        /** The port to listen on; any free one otherwise. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** Presents this certificate, and asks clients for none. */
        public Builder tls(TestCertificate certificate) {
            return credentials(TlsServerCredentials.newBuilder(), certificate);
        }

        /** Presents this certificate, and demands one that its authority vouches for. */
        public Builder mutualTls(TestCertificate certificate) {
            try {
                return credentials(
                        TlsServerCredentials.newBuilder()
                                .trustManager(stream(certificate.trustBundle()))
                                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE),
                        certificate);
            } catch (IOException e) {
                throw new IllegalArgumentException("no certificates: " + e.getMessage(), e);
            }
        }

        /** Wraps every resource, also in the state of the world, as a control plane may. */
        public Builder wrapResources() {
            wrapped = true;
            return this;
        }

        /** How long each {@code await…} lasts; 10 s otherwise. */
        public Builder patience(Duration limit) {
            patience = limit;
            return this;
        }

        public ControlPlane start() {
            return new ControlPlane(this);
        }

        private Builder credentials(TlsServerCredentials.Builder builder, TestCertificate certificate) {
            try {
                credentials = Optional.of(builder.keyManager(stream(certificate.chain()), stream(certificate.key()))
                        .build());
                return this;
            } catch (IOException e) {
                throw new IllegalArgumentException("no certificates: " + e.getMessage(), e);
            }
        }

        private static InputStream stream(String pem) {
            return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
