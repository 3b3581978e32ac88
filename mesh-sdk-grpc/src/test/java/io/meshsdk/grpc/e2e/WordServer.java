package io.meshsdk.grpc.e2e;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Serves {@link Words} in plaintext, and remembers what came. */
public final class WordServer implements AutoCloseable {
    final String name;
    public final AtomicInteger calls = new AtomicInteger();
    final ConcurrentLinkedQueue<Metadata> heads = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> authorities = new ConcurrentLinkedQueue<>();
    private final Set<SocketAddress> peers = ConcurrentHashMap.newKeySet();
    final ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
    private final Server server;
    private final int port;

    private WordServer(String name, Behaviour behaviour, InetSocketAddress at, UnaryOperator<NettyServerBuilder> how) {
        this.name = name;
        try {
            server = how.apply(NettyServerBuilder.forAddress(at))
                    .addService(service(behaviour))
                    .intercept(new Remembers())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getPort();
    }

    public static WordServer start(String name) {
        return start(name, Behaviour.ECHO);
    }

    static WordServer start(String name, Behaviour behaviour) {
        return start(name, behaviour, UnaryOperator.identity());
    }

    static WordServer start(String name, Behaviour behaviour, InetSocketAddress at) {
        return new WordServer(name, behaviour, at, UnaryOperator.identity());
    }

    static WordServer start(String name, Behaviour behaviour, UnaryOperator<NettyServerBuilder> how) {
        return new WordServer(name, behaviour, new InetSocketAddress("127.0.0.1", 0), how);
    }

    /** The other ends of those that calls have come by. */
    Set<SocketAddress> connections() {
        return peers;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    private ServerServiceDefinition service(Behaviour behaviour) {
        return ServerServiceDefinition.builder("words.Words")
                .addMethod(Words.UNARY, ServerCalls.asyncUnaryCall((String word, StreamObserver<String> answers) -> {
                    received.add(word);
                    behaviour.answer(this, word, answers);
                }))
                .addMethod(
                        Words.MANY,
                        ServerCalls.asyncServerStreamingCall((String word, StreamObserver<String> answers) -> {
                            for (String each : word.split(",", -1)) {
                                answers.onNext(name + ":" + each);
                            }
                            answers.onCompleted();
                        }))
                .addMethod(
                        Words.COLLECT,
                        ServerCalls.asyncClientStreamingCall(
                                (StreamObserver<String> answers) -> new Collecting(behaviour, answers)))
                .addMethod(
                        Words.CHAT,
                        ServerCalls.asyncBidiStreamingCall((StreamObserver<String> answers) -> new Chatting(answers)))
                .build();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How it answers. */
    interface Behaviour {
        Behaviour ECHO = (server, word, answers) -> {
            answers.onNext(server.name + ":" + word);
            answers.onCompleted();
        };

        void answer(WordServer server, String word, StreamObserver<String> answers);

        static Behaviour status(Status status) {
            return (server, word, answers) -> answers.onError(status.asRuntimeException());
        }
    }

    private final class Collecting implements StreamObserver<String> {
        private final Behaviour behaviour;
        private final StreamObserver<String> answers;
        private final List<String> words = new ArrayList<>();

        Collecting(Behaviour behaviour, StreamObserver<String> answers) {
            this.behaviour = behaviour;
            this.answers = answers;
        }

        @Override
        public void onNext(String word) {
            received.add(word);
            words.add(word);
        }

        @Override
        public void onError(Throwable gone) {
            received.add("error");
        }

        @Override
        public void onCompleted() {
            behaviour.answer(WordServer.this, String.join("+", words), answers);
        }
    }

    private final class Chatting implements StreamObserver<String> {
        private final StreamObserver<String> answers;

        Chatting(StreamObserver<String> answers) {
            this.answers = answers;
        }

        @Override
        public void onNext(String word) {
            received.add(word);
            answers.onNext(name + ":" + word);
        }

        @Override
        public void onError(Throwable gone) {
            received.add("error");
        }

        @Override
        public void onCompleted() {
            answers.onCompleted();
        }
    }

    private final class Remembers implements ServerInterceptor {
        @Override
        public <Q, P> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
            calls.incrementAndGet();
            peers.add(Objects.requireNonNull(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
            heads.add(headers);
            authorities.add(String.valueOf(call.getAuthority()));
            return next.startCall(call, headers);
        }
    }
}
