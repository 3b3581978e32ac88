package io.meshsdk.spring.servlet;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes an answer that the mesh makes instead of the application. */
final class Replies {
    private Replies() {}

    /** Not {@code sendError}, which would run error pages: code of the application, for a caller that may not reach it. */
    static void write(HttpServletResponse response, LocalReply reply) throws IOException {
        response.setStatus(reply.status());
        Headers headers = reply.headers();
        for (int i = 0; i < headers.size(); i++) {
            response.addHeader(headers.name(i), headers.value(i));
        }
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        if (body.length > 0) {
            if (response.getContentType() == null) {
                response.setContentType("text/plain");
            }
            response.getOutputStream().write(body);
        }
    }
}
