package io.meshsdk.model;

/** One change of headers: {@code HeaderValueOption}, or an entry of {@code *_headers_to_remove}. */
public sealed interface HeaderMutation {
    String name();

    /**
     * @param value Envoy's format string, with command operators
     */
    record Set(String name, String value, Action action, boolean keepEmptyValue) implements HeaderMutation {}

    record Remove(String name) implements HeaderMutation {}

    /** {@code HeaderAppendAction}. */
    enum Action {
        APPEND_IF_EXISTS_OR_ADD,
        ADD_IF_ABSENT,
        OVERWRITE_IF_EXISTS_OR_ADD,
        OVERWRITE_IF_EXISTS
    }
}
