package io.meshsdk.spring;

/** The application counts on a mesh, and nothing says where its configuration comes from. */
final class MeshNotConfiguredException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    MeshNotConfiguredException(String why) {
        super(why + ", but there is no mesh: neither mesh.bootstrap nor GRPC_XDS_BOOTSTRAP says where its configuration"
                + " comes from");
    }
}
