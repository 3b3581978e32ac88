package io.meshsdk.spring;

/** A library of the application is too old for the mesh. */
final class UnsupportedVersionException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnsupportedVersionException(String why) {
        super(why);
    }
}
