package io.meshsdk.spring.servlet;

import io.meshsdk.engine.InboundCall;
import jakarta.servlet.http.HttpServletResponse;

/** A call that the application may have, as long as its request lasts: valve and filter share it. */
final class AdmittedCall {
    /** The request attribute; requests without it did not come by way of the valve. */
    static final String ATTRIBUTE = AdmittedCall.class.getName();

    private final ToldResponse response;
    private final Completion completion;

    AdmittedCall(InboundCall call, HttpServletResponse response) {
        this.response = new ToldResponse(response, call);
        this.completion = new Completion(call, this.response);
    }

    ToldResponse response() {
        return response;
    }

    Completion completion() {
        return completion;
    }
}
