package io.meshsdk.internal.call;

/** Which listener a call goes out through. */
sealed interface ListenerChoice permits OutboundListener, ListenerChoice.None, ListenerChoice.Ambiguous {
    /** None is for this host: the mesh does not know it. */
    record None(String why) implements ListenerChoice {}

    /**
     * More than one might be; to choose would be to guess.
     *
     * @param why names them
     */
    record Ambiguous(String why) implements ListenerChoice {}
}
