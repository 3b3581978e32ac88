package io.meshsdk.spring.servlet;

import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.spring.tomcat.MeshConnection;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;

/** What a servlet request looks like to the engine. */
final class RequestHeads {
    private RequestHeads() {}

    static RequestHead of(HttpServletRequest request, MeshConnection connection) {
        Headers.Builder headers = Headers.builder();
        for (String name : Collections.list(request.getHeaderNames())) {
            if (!name.equalsIgnoreCase("host")) {
                Collections.list(request.getHeaders(name)).forEach(value -> headers.add(name, value));
            }
        }
        String host = request.getHeader("host");
        String query = request.getQueryString();
        return new RequestHead(
                request.getMethod(),
                // Of the connection, not of the request: forwarded headers may have changed what the latter says.
                connection.facts().encryption() == Encryption.TLS ? "https" : "http",
                host == null ? "" : host,
                query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query,
                headers.build());
    }
}
