package io.meshsdk.spring.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request that the application may have. */
final class AdmittedRequest extends HttpServletRequestWrapper {
    private final AdmittedCall call;

    AdmittedRequest(HttpServletRequest request, AdmittedCall call) {
        super(request);
        this.call = call;
    }

    /** The container would go on with its own response, of which the engine is not told. */
    @Override
    public AsyncContext startAsync() {
        return startAsync(this, call.response());
    }

    /** Listens before the application has the context: whoever has it may complete it at once. */
    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        AsyncContext context = super.startAsync(request, response);
        call.completion().begun(context);
        return context;
    }
}
