package io.meshsdk.samples.canary.caller;

/** What came of a call, whatever it was made with. */
public interface Answer {
    /** Of HTTP or of gRPC. */
    int status();

    boolean ok();

    /** Of the service that answered. */
    String version();

    /** Serial number of the certificate that the caller showed, where the service tells it. */
    String certificate();
}
