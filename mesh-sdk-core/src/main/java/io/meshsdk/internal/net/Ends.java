package io.meshsdk.internal.net;

import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;

/** How exchanges end, in Envoy's words, then the cause. */
final class Ends {
    private Ends() {}

    static Outcome overflow() {
        return new Outcome.Overflowed("upstream_reset_before_response_started{overflow}");
    }

    static Outcome connectFailed(String cause) {
        return new Outcome.ConnectFailed(
                "upstream_reset_before_response_started{remote_connection_failure|" + cause + "}");
    }

    /** There is no security for the endpoint: never plaintext, never unverified. */
    static Outcome connectRefused(String why) {
        return connectFailed(Outcome.ConnectFailed.TLS_ERROR + why);
    }

    static Outcome connectTimeout(String cause) {
        return new Outcome.ConnectFailed("upstream_reset_before_response_started{connection_timeout|" + cause + "}");
    }

    /** Not sent, because it must not be. */
    static Outcome unsendable(ProtocolViolation violation) {
        return new Outcome.ProtocolError(
                "upstream_reset_before_response_started{protocol_error|" + violation.why() + "}");
    }

    static Outcome unprocessed(String cause) {
        return new Outcome.Unprocessed("upstream_reset_before_response_started{connection_termination|" + cause + "}");
    }

    /** The server said that it did not process the request. */
    static Outcome refused(String reason, String cause) {
        return new Outcome.Unprocessed("upstream_reset_before_response_started{" + reason + "|" + cause + "}");
    }

    /**
     * @param status of the head that was delivered; 0 where there was none
     */
    static Outcome reset(int status, String cause) {
        return status == 0
                ? new Outcome.Reset("upstream_reset_before_response_started{remote_reset|" + cause + "}")
                : new Outcome.Truncated(
                        status,
                        ResponseFlags.of(ResponseFlag.UR),
                        "upstream_reset_after_response_started{remote_reset|" + cause + "}");
    }

    static Outcome disconnected(String cause) {
        return new Outcome.Disconnected("upstream_reset_before_response_started{connection_termination|" + cause + "}");
    }

    static Outcome truncated(int status, String cause) {
        return new Outcome.Truncated(
                status,
                ResponseFlags.of(ResponseFlag.UC),
                "upstream_reset_after_response_started{connection_termination|" + cause + "}");
    }

    /**
     * @param status of the head that was delivered; 0 where there was none
     */
    static Outcome violated(int status, ProtocolViolation violation) {
        return status == 0
                ? unsendable(violation)
                : new Outcome.Truncated(
                        status,
                        ResponseFlags.of(ResponseFlag.UPE),
                        "upstream_reset_after_response_started{protocol_error|" + violation.why() + "}");
    }

    static Outcome closed() {
        return new Outcome.Cancelled("mesh_closed");
    }
}
