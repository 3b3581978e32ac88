package io.meshsdk.spring.tomcat;

import io.meshsdk.call.ConnectionFacts.Encryption;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.net.SSLSupport;

/**
 * What a request says of its connection is made true: Tomcat calls every HTTP/1.1 request of a connector with TLS secure, though
 * some connections here have none, and believes the {@code :scheme} of an HTTP/2 request, which proxies keep from their own
 * callers. Over HTTP/2 the authority becomes the {@code host} that applications and policies look for. Stands first, so that a
 * valve that reads forwarded headers has the last word.
 */
final class ConnectionValve extends ValveBase {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    ConnectionValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getAttribute(SSLSupport.SESSION_MGR) instanceof MeshSslSupport support) {
            boolean tls = support.connection().facts().encryption() == Encryption.TLS;
            if (request.isSecure() != tls) {
                secure(request, tls);
            }
            if (request.getHeader("host") == null && "HTTP/2.0".equals(request.getProtocol())) {
                nameHost(request, tls ? HTTPS_PORT : HTTP_PORT);
            }
        }
        getNext().invoke(request, response);
    }

    private static void secure(Request request, boolean tls) {
        int assumed = tls ? HTTP_PORT : HTTPS_PORT;
        String host = request.getHeader("host");
        // A port that nobody named follows the scheme.
        if (request.getServerPort() == assumed && (host == null || !host.endsWith(":" + assumed))) {
            request.getCoyoteRequest().setServerPort(tls ? HTTPS_PORT : HTTP_PORT);
        }
        request.setSecure(tls);
        request.getCoyoteRequest().scheme().setString(tls ? "https" : "http");
    }

    private static void nameHost(Request request, int unnamedPort) {
        String name = request.getServerName();
        if (name != null && !name.isEmpty()) {
            int port = request.getServerPort();
            MimeHeaders headers = request.getCoyoteRequest().getMimeHeaders();
            // It bounds what a client may send, which was counted; Tomcat sets it anew for each request.
            headers.setLimit(-1);
            headers.addValue("host").setString(port == unnamedPort ? name : name + ":" + port);
        }
    }
}
