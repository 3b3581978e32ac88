package io.meshsdk;

/**
 * A call ended without a whole response: it was cancelled, its response broke off after the head, its body is larger
 * than the client holds in memory, or the mesh was closed. A call that failed before the response's head is none of these: it has a
 * {@link Response}, made by the mesh as Envoy makes it, whose {@link CallInfo#flags() flags} say why.
 */
public final class MeshCallException extends MeshException {
    private static final long serialVersionUID = 1;

    private final transient CallInfo info;

    public MeshCallException(String message, CallInfo info) {
        super(message);
        this.info = info;
    }

    /** Flags, Envoy's details and the number of attempts. */
    public CallInfo info() {
        return info;
    }
}
