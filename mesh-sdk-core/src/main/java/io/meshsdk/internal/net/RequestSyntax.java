package io.meshsdk.internal.net;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.match.ListValues;
import io.meshsdk.internal.net.Transport.RequestEnd;
import java.util.List;

/** What holds for a request in any version of HTTP before it may be sent. */
final class RequestSyntax {
    private RequestSyntax() {}

    /** The line that names what is asked for. */
    static void check(RequestHead head, String version) throws ProtocolViolation {
        String method = head.method();
        if (!Syntax.isToken(method)) {
            throw new ProtocolViolation(version + ".invalid_characters: in the method of the request");
        }
        if (method.equals("CONNECT")) {
            throw new ProtocolViolation(version + ".codec_error: CONNECT is not supported");
        }
        String path = head.path();
        if (path.isEmpty() || (path.charAt(0) != '/' && !path.equals("*"))) {
            throw new ProtocolViolation(version + ".invalid_url: the path of the request does not begin with /");
        }
        for (int i = 0; i < path.length(); i++) {
            if (!Syntax.isTarget(path.charAt(i))) {
                throw new ProtocolViolation(
                        version + ".invalid_url: a character in the path of the request must be escaped");
            }
        }
        String authority = head.authority();
        for (int i = 0; i < authority.length(); i++) {
            if (!Syntax.isAuthority(authority.charAt(i))) {
                throw new ProtocolViolation(version + ".invalid_characters: in the authority of the request");
            }
        }
    }

    /** What {@code content-length} says, which must be the body's. */
    static long bodyBytes(String contentLength, RequestEnd end, String version) throws ProtocolViolation {
        long announced = Lengths.parse(contentLength);
        if (announced < 0) {
            throw new ProtocolViolation(version + ".codec_error: the request's Content-Length is not a length");
        }
        if (end == RequestEnd.WITH_HEAD && announced != 0) {
            throw new ProtocolViolation(version + ".codec_error: the request has a Content-Length, but no body");
        }
        return announced;
    }

    /** The headers that concern one connection only, as {@code connection} names them. */
    static List<String> namedByConnection(Headers headers) {
        String connection = headers.get("connection");
        return connection == null ? List.of() : ListValues.lowercase(String.join(",", headers.all("connection")));
    }

    /** What has no place in trailers. */
    static boolean isFraming(String name) {
        return switch (name) {
            case "connection",
                    "content-length",
                    "host",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade" -> true;
            default -> false;
        };
    }
}
