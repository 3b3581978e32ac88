package io.meshsdk.spring;

/** The application's port would be served past the mesh, by a server whose connections the mesh cannot accept. */
final class UnmeshedServerException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnmeshedServerException(String server) {
        super("the mesh serves servlets on Tomcat, and this application's server is " + server
                + ": its port would be open past the mesh, in plaintext and without its policies");
    }
}
