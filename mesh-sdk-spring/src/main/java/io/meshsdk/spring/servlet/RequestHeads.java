package io.meshsdk.spring.servlet;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;

/** What a request of the container's looks like to the engine, and how it becomes what the engine made of it. */
final class RequestHeads {
    private RequestHeads() {}

    /** Of the connector's own request, before any valve or filter could read it otherwise. */
    static RequestHead of(Request request, Encryption encryption) {
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
                encryption == Encryption.TLS ? "https" : "http",
                host == null ? "" : host,
                query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query,
                headers.build());
    }

    /** Of a connection that is not the mesh's. */
    static ConnectionFacts foreign(Request request) {
        return new ConnectionFacts(
                new InetSocketAddress(request.getLocalAddr(), request.getLocalPort()),
                new InetSocketAddress(request.getRemoteAddr(), request.getRemotePort()),
                request.isSecure() ? Encryption.TLS : Encryption.PLAINTEXT,
                "",
                List.of());
    }

    /** Whether the container chose its servlet by another path than this head's. */
    static boolean otherPath(RequestHead before, RequestHead after) {
        return !beforeQuery(before.path()).equals(beforeQuery(after.path()));
    }

    /** All that reads the request from now on, valves and filters first, reads what the mesh forwards. */
    static void write(RequestHead before, RequestHead after, Request request) {
        org.apache.coyote.Request wire = request.getCoyoteRequest();
        MimeHeaders headers = wire.getMimeHeaders();
        // It bounds what a client may send, which was counted; Tomcat sets it anew for each request.
        headers.setLimit(-1);
        if (!before.authority().equals(after.authority())) {
            headers.setValue("host").setString(after.authority());
        }
        HeaderChanges.tell(before.headers(), after.headers(), (name, values) -> {
            headers.removeHeader(name);
            values.forEach(value -> headers.addValue(name).setString(value));
        });
        if (!before.path().equals(after.path())) {
            // As bytes, so that the container parses it as it does what comes on the wire.
            bytes(wire.requestURI(), beforeQuery(after.path()));
            int query = after.path().indexOf('?');
            if (query < 0) {
                wire.queryString().recycle();
            } else {
                bytes(wire.queryString(), after.path().substring(query + 1));
            }
        }
    }

    private static void bytes(MessageBytes target, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        target.setBytes(bytes, 0, bytes.length);
    }

    private static String beforeQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }
}
