package io.meshsdk.grpc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.MeshGrpc;
import io.meshsdk.grpc.MeshPeer;
import io.meshsdk.grpc.MeshServerBuilder;
import io.meshsdk.grpc.e2e.Meshes;
import io.meshsdk.grpc.e2e.WordServer;
import io.meshsdk.grpc.e2e.Words;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.EnvoyProcess;
import io.meshsdk.test.Ports;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A channel of the mesh calls a server behind an Envoy, and an Envoy calls a server of the mesh, both over mTLS. */
@Tag("interop")
@Timeout(60)
class EnvoyGrpcTest {
    private static final String CALLER = "spiffe://mesh.test/caller";

    private final TestCa ca = TestCa.create("mesh.test");
    private final ControlPlane plane = ControlPlane.start();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        plane.close();
    }

    @Test
    void aChannelCallsThroughAnEnvoyThatAsksForItsIdentity() throws Exception {
        int port = Ports.free();
        try (WordServer words = WordServer.start("words");
                EnvoyProcess envoy =
                        EnvoyProcess.start(directory, sidecar(port, words.port(), ca.workload("orders")), port)) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, "127.0.0.1:" + port)
                    .mutualTls("spiffe://mesh.test/orders")
                    .resources());

            plane.put(Config.identity(ca.workload("caller")));
            try (Mesh caller = Meshes.start(plane, directory, "caller")) {
                ManagedChannel channel =
                        MeshGrpc.channel(caller, "mesh:///orders").build();
                assertThat(Words.call(channel, "hello")).isEqualTo("words:hello");
                assertThat(ClientCalls.blockingServerStreamingCall(channel, Words.MANY, CallOptions.DEFAULT, "a,b"))
                        .toIterable()
                        .containsExactly("words:a", "words:b");
            }

            plane.put(Config.identity(ca.workload("stranger")));
            try (Mesh stranger = Meshes.start(plane, directory, "stranger")) {
                Status denied = Meshes.failure(
                        MeshGrpc.channel(stranger, "mesh:///orders").build());
                assertThat(denied.getCode()).as(denied.toString()).isEqualTo(Status.Code.PERMISSION_DENIED);
            }

            plane.put(Config.identity(TestCa.create("mesh.test").workload("caller")));
            plane.put(Config.trustBundle(Config.TRUST_BUNDLE, ca.trustBundle()));
            try (Mesh unknown = Meshes.start(plane, directory, "unknown")) {
                Status refused = Meshes.failure(
                        MeshGrpc.channel(unknown, "mesh:///orders").build());
                assertThat(refused.getCode()).as(refused.toString()).isEqualTo(Status.Code.UNAVAILABLE);
            }
            assertThat(words.calls).hasValue(2);
        }
    }

    @Test
    void anEnvoyCallsAServerOfTheMeshWhichKnowsItsIdentity() throws Exception {
        int served = Ports.free();
        plane.put(Config.identity(ca.workload("orders")));
        plane.put(Config.inbound(served).mutualTls().allow("caller", CALLER).resources());
        try (Mesh mesh = Meshes.start(plane, directory, "orders")) {
            Server server = MeshServerBuilder.forAddress(mesh, new InetSocketAddress("127.0.0.1", served))
                    .addService(ServerServiceDefinition.builder("words.Words")
                            .addMethod(
                                    Words.UNARY,
                                    ServerCalls.asyncUnaryCall((String word, StreamObserver<String> answers) -> {
                                        answers.onNext(MeshPeer.spiffeId().orElse("nobody") + " " + word);
                                        answers.onCompleted();
                                    }))
                            .build())
                    .build()
                    .start();
            assertThat(through(served, "caller")).isEqualTo(CALLER + " hello");
            assertThat(through(served, "stranger")).isEqualTo("PERMISSION_DENIED");
            server.shutdownNow();
        }
    }

    /** What a caller in plaintext gets through an Envoy that is this workload. */
    private String through(int served, String workload) throws Exception {
        int port = Ports.free();
        try (EnvoyProcess envoy = EnvoyProcess.start(directory, egress(port, served, ca.workload(workload)), port)) {
            ManagedChannel plain = NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .build();
            try {
                return Words.call(plain, "hello");
            } catch (io.grpc.StatusRuntimeException failed) {
                return failed.getStatus().getCode().toString();
            } finally {
                plain.shutdownNow();
            }
        }
    }

    private String sidecar(int port, int behind, TestCertificate own) {
        return """
                static_resources:
                  listeners:
                  - name: in
                    address: {socket_address: {address: 127.0.0.1, port_value: PORT}}
                    filter_chains:
                    - transport_socket:
                        name: tls
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                          require_client_certificate: true
                          common_tls_context:
                            alpn_protocols: [h2]
                            tls_certificates:
                            - {certificate_chain: {filename: DIR/cert.pem}, private_key: {filename: DIR/key.pem}}
                            validation_context: {trusted_ca: {filename: DIR/ca.pem}}
                      filters:
                      - name: hcm
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          stat_prefix: in
                          route_config:
                            virtual_hosts:
                            - {name: all, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: behind}}]}
                          http_filters:
                          - name: rbac
                            typed_config:
                              "@type": type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC
                              rules:
                                action: ALLOW
                                policies:
                                  callers:
                                    permissions: [{any: true}]
                                    principals: [{authenticated: {principal_name: {exact: "spiffe://mesh.test/caller"}}}]
                          - name: router
                            typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                  clusters:
                  - name: behind
                    type: STATIC
                    typed_extension_protocol_options:
                      envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                        "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                        explicit_http_config: {http2_protocol_options: {}}
                    load_assignment: {cluster_name: behind, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: BEHIND}}}}]}]}
                """.replace("PORT", "" + port)
                .replace("BEHIND", "" + behind)
                .replace("DIR", own.writeTo(directory.resolve("in-" + port)).toString());
    }

    private String egress(int port, int served, TestCertificate own) {
        return """
                static_resources:
                  listeners:
                  - name: out
                    address: {socket_address: {address: 127.0.0.1, port_value: PORT}}
                    filter_chains:
                    - filters:
                      - name: hcm
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          stat_prefix: out
                          route_config:
                            virtual_hosts:
                            - {name: all, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: orders}}]}
                          http_filters:
                          - name: router
                            typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                  clusters:
                  - name: orders
                    type: STATIC
                    typed_extension_protocol_options:
                      envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                        "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                        explicit_http_config: {http2_protocol_options: {}}
                    load_assignment: {cluster_name: orders, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: SERVED}}}}]}]}
                    transport_socket:
                      name: tls
                      typed_config:
                        "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                        sni: outbound_.80_._.orders
                        common_tls_context:
                          tls_certificates:
                          - {certificate_chain: {filename: DIR/cert.pem}, private_key: {filename: DIR/key.pem}}
                          validation_context:
                            trusted_ca: {filename: DIR/ca.pem}
                            match_typed_subject_alt_names: [{san_type: URI, matcher: {exact: "spiffe://mesh.test/orders"}}]
                """.replace("PORT", "" + port)
                .replace("SERVED", "" + served)
                .replace("DIR", own.writeTo(directory.resolve("out-" + port)).toString());
    }
}
