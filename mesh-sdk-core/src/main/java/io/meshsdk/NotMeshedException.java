package io.meshsdk;

/**
 * No virtual host of the mesh takes this authority, and the configuration lets such calls pass by: nothing was sent and
 * the request's body was not read, so the caller may send it another way. The client of {@code Mesh.httpClient()} does so by
 * itself.
 */
public final class NotMeshedException extends MeshException {
    private static final long serialVersionUID = 1;

    private final String authority;

    public NotMeshedException(String authority, String why) {
        super(authority + " is not reached through the mesh: " + why);
        this.authority = authority;
    }

    /** Host and port as the request named them. */
    public String authority() {
        return authority;
    }
}
