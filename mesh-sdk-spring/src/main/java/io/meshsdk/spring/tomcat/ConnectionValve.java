package io.meshsdk.spring.tomcat;

import io.meshsdk.call.ConnectionFacts.Encryption;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.net.SSLSupport;

/**
 * Tomcat calls every request of a connector with TLS secure. Here some connections have none: what an application believes
 * of them must be true. Stands first, so that a valve that reads forwarded headers has the last word.
 */
final class PlaintextValve extends ValveBase {
    PlaintextValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getAttribute(SSLSupport.SESSION_MGR) instanceof MeshSslSupport support
                && support.connection().facts().encryption() == Encryption.PLAINTEXT) {
            request.setSecure(false);
            request.getCoyoteRequest().scheme().setString("http");
            String host = request.getHeader("host");
            if (request.getServerPort() == 443 && (host == null || !host.endsWith(":443"))) {
                request.getCoyoteRequest().setServerPort(80);
            }
        }
        getNext().invoke(request, response);
    }
}
