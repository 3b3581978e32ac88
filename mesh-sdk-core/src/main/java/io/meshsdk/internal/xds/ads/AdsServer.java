package io.meshsdk.internal.xds.ads;

/** A management server that may be asked for streams. */
public interface AdsServer {
    /** For reports. */
    String name();

    /**
     * Begins a stream. Never throws for want of a connection: that is {@link Receiver#closed}.
     *
     * @param receiver called on the control thread, and never before this method has returned
     */
    Stream open(Variant variant, Receiver receiver);

    /** The end of a stream that sends. All methods are called on the control thread. */
    interface Stream {
        void send(AdsRequest request);

        /** Lets one more response in. */
        void next();

        /** Ends it at once; the receiver hears nothing more. */
        void cancel(String why);
    }

    /** The end of a stream that hears. */
    interface Receiver {
        /** The connection is there, and verified where it is to be: requests may go out. */
        void up();

        void received(AdsResponse response);

        /** It is over: refused, broken, or ended by the server. The last call. */
        void closed(String why);
    }
}
