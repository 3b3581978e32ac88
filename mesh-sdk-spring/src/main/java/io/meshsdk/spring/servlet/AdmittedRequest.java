package io.meshsdk.spring.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request that the application may have. */
class AdmittedRequest extends HttpServletRequestWrapper {
    private final ToldResponse response;

    AdmittedRequest(HttpServletRequest request, ToldResponse response) {
        super(request);
        this.response = response;
    }

    /** The container would go on with its own request and response: with headers that a client may not claim. */
    @Override
    public AsyncContext startAsync() {
        return startAsync(this, response);
    }
}
