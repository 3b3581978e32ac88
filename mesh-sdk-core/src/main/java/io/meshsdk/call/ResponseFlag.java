package io.meshsdk.call;

/** Envoy's response flags, by the short names that its access log prints ({@code %RESPONSE_FLAGS%}). */
public enum ResponseFlag {
    LH("failed local health check"),
    UH("no healthy upstream"),
    UT("upstream request timeout"),
    LR("local reset"),
    UR("upstream remote reset"),
    UF("upstream connection failure"),
    UC("upstream connection termination"),
    UO("upstream overflow: a circuit breaker is open"),
    NR("no route found"),
    DI("delay injected"),
    FI("fault injected"),
    RL("rate limited"),
    UAEX("denied by external authorization"),
    RLSE("rate limit service error"),
    DC("downstream connection termination: the caller went away"),
    URX("upstream retry limit exceeded"),
    SI("stream idle timeout"),
    IH("invalid header"),
    DPE("downstream protocol error"),
    UMSDR("upstream maximum stream duration reached"),
    RFCF("response from cache"),
    NFCF("no filter configuration found"),
    DT("downstream duration timeout"),
    UPE("upstream protocol error"),
    NC("no cluster found"),
    OM("overload manager"),
    DF("DNS failure"),
    DO("drop overload"),
    DR("downstream remote reset");

    private final String meaning;

    ResponseFlag(String meaning) {
        this.meaning = meaning;
    }

    /** What it means, for people. */
    public String meaning() {
        return meaning;
    }
}
