package io.meshsdk.spring;

/** Somebody counts on a property that there is not. */
final class UnknownMeshPropertyException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnknownMeshPropertyException(MeshKeys.Unknown unknown) {
        super("there is no property " + unknown.name() + ", which is set in " + unknown.place()
                + MeshKeys.meant(unknown.name())
                        .map(one -> ": did you mean " + one + "?")
                        .orElse(""));
    }
}
