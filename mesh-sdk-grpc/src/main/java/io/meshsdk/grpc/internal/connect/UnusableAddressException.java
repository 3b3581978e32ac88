package io.meshsdk.grpc.internal.connect;

/** The message says why an address cannot be connected to. */
final class UnusableAddressException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableAddressException(String why) {
        super(why);
    }
}
