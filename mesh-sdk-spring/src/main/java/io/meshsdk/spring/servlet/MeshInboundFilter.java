package io.meshsdk.spring.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Follows a call that the {@link InboundValve} let in: tells the engine of its response and of its end. What did not come by way
 * of the valve is refused. Safe for use by many threads.
 */
public final class MeshInboundFilter implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain application)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        if (asked.getAttribute(AdmittedCall.ATTRIBUTE) instanceof AdmittedCall call) {
            if (call.completion().enter()) {
                run(call, asked, (HttpServletResponse) response, application);
            } else {
                // Forwards, error pages and asynchronous dispatches belong to a call that was admitted.
                application.doFilter(admitted(asked, call), response);
                if (asked.getDispatcherType() == DispatcherType.ASYNC && !asked.isAsyncStarted()) {
                    call.response().tell();
                }
            }
        } else if (asked.getAttribute(InboundValve.PROBE) != null) {
            application.doFilter(request, response);
        } else {
            Replies.write(
                    (HttpServletResponse) response,
                    Admission.refused("the mesh did not see this request").reply());
        }
    }

    private static void run(
            AdmittedCall call, HttpServletRequest asked, HttpServletResponse response, FilterChain application)
            throws IOException, ServletException {
        Completion completion = call.completion();
        ToldResponse told = call.response();
        // Filters before this one may have wrapped it.
        told.setResponse(response);
        try {
            application.doFilter(admitted(asked, call), told);
        } catch (IOException | ServletException | RuntimeException | Error failure) {
            completion.failed(failure);
            throw failure;
        }
        if (!asked.isAsyncStarted()) {
            told.tell();
            completion.answered();
        }
    }

    private static HttpServletRequest admitted(HttpServletRequest asked, AdmittedCall call) {
        return asked instanceof HttpServletRequestWrapper wrapper && wrapper.isWrapperFor(AdmittedRequest.class)
                ? asked
                : new AdmittedRequest(asked, call);
    }
}
