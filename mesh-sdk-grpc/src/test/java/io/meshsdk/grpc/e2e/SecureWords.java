package io.meshsdk.grpc.e2e;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** A server of plain grpc-java that asks its callers for certificates, and remembers them. */
final class SecureWords implements AutoCloseable {
    private final Set<BigInteger> serials = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private final Server server;

    private SecureWords(TestCertificate own, TestCa... trusted) {
        try {
            String roots = Arrays.stream(trusted).map(TestCa::trustBundle).collect(Collectors.joining());
            server = NettyServerBuilder.forAddress(
                            new InetSocketAddress("127.0.0.1", 0),
                            TlsServerCredentials.newBuilder()
                                    .keyManager(stream(own.chain()), stream(own.key()))
                                    .trustManager(stream(roots))
                                    .clientAuth(ClientAuth.REQUIRE)
                                    .build())
                    .addService(ServerServiceDefinition.builder("words.Words")
                            .addMethod(
                                    Words.UNARY,
                                    ServerCalls.asyncUnaryCall((String word, StreamObserver<String> answers) -> {
                                        answers.onNext(word);
                                        answers.onCompleted();
                                    }))
                            .addMethod(
                                    Words.CHAT,
                                    ServerCalls.asyncBidiStreamingCall(
                                            (StreamObserver<String> answers) -> new Back(answers)))
                            .build())
                    .intercept(new Remembers())
                    .addTransportFilter(new Counts())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SecureWords start(TestCertificate own, TestCa... trusted) {
        return new SecureWords(own, trusted);
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /** Connections that are open. */
    int open() {
        return open.get();
    }

    /** Serial numbers of the certificates that callers have shown. */
    Set<BigInteger> callers() {
        return serials;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static ByteArrayInputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
    }

    private record Back(StreamObserver<String> answers) implements StreamObserver<String> {
        @Override
        public void onNext(String word) {
            answers.onNext(word);
        }

        @Override
        public void onError(Throwable gone) {
            // Nothing is left to answer.
        }

        @Override
        public void onCompleted() {
            answers.onCompleted();
        }
    }

    private final class Counts extends ServerTransportFilter {
        @Override
        public Attributes transportReady(Attributes attributes) {
            open.incrementAndGet();
            return attributes;
        }

        @Override
        public void transportTerminated(Attributes attributes) {
            open.decrementAndGet();
        }
    }

    private final class Remembers implements ServerInterceptor {
        @Override
        public <Q, P> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
            Attributes attributes = call.getAttributes();
            SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
            try {
                if (session != null) {
                    serials.add(((X509Certificate) session.getPeerCertificates()[0]).getSerialNumber());
                }
            } catch (SSLPeerUnverifiedException e) {
                throw new IllegalStateException(e);
            }
            return next.startCall(call, headers);
        }
    }
}
