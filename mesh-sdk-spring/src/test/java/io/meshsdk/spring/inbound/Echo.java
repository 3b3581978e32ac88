package io.meshsdk.spring.inbound;

import io.meshsdk.spring.MeshPeer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers GET with what it saw, line by line, and everything else with the body that it got. */
final class Echo extends HttpServlet {
    private static final long serialVersionUID = 1L;

    final AtomicInteger served = new AtomicInteger();

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        served.incrementAndGet();
        if (request.getMethod().equals("GET")) {
            response.getWriter()
                    .printf(
                            "peer=%s%nscheme=%s%nsecure=%s%nport=%d%nhost=%s%nurl=%s%n",
                            MeshPeer.of(request).flatMap(MeshPeer::spiffeId).orElse("none"),
                            request.getScheme(),
                            request.isSecure(),
                            request.getServerPort(),
                            request.getHeader("host"),
                            request.getRequestURL());
            for (String name : java.util.Collections.list(request.getHeaderNames())) {
                response.getWriter()
                        .printf("header %s=%s%n", name, java.util.Collections.list(request.getHeaders(name)));
            }
        } else {
            response.getOutputStream().write(request.getInputStream().readAllBytes());
        }
    }
}
