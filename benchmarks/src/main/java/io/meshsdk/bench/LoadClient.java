package io.meshsdk.bench;

/** Something that sends the one request, on one event loop. */
interface LoadClient extends AutoCloseable {
    String name();

    /** From any thread. */
    void call(Answered done);

    @Override
    void close();

    /** Told once, on the client's event loop. */
    interface Answered {
        /** @param body the whole body, in an array of its own */
        void answered(int status, byte[] body);

        void failed(Throwable why);
    }
}
