package io.meshsdk.spring.tomcat;

/** The application configures TLS for a port whose TLS is the mesh's. */
public final class ServerSslConflictException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ServerSslConflictException() {
        super(
                "server.ssl.* configures TLS for the application's port, but its certificates and trust come from the mesh");
    }
}
