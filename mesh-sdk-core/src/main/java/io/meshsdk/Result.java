package io.meshsdk;

/** Where a listener puts what a call came to. The first word counts. */
interface Result<T> {
    void succeed(T value);

    void fail(RuntimeException cause);
}
