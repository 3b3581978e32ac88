package io.meshsdk.internal.identity;

/** Something looked for that may not be there yet. */
sealed interface Found<T> {
    record Ready<T>(T value) implements Found<T> {}

    /**
     * @param why says what is missing, for people
     */
    record Missing<T>(String why) implements Found<T> {}
}
