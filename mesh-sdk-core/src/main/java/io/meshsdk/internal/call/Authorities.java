package io.meshsdk.internal.call;

import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.route.RouteTable;
import io.meshsdk.model.HttpConnectionManager;

/** {@code strip_any_host_port}, {@code strip_matching_host_port} and {@code strip_trailing_host_dot}. */
final class Authorities {
    private Authorities() {}

    /**
     * The head as routes see it and as it goes on.
     *
     * @param ownPort of the listener, as {@code strip_matching_host_port} means it; negative where it has none
     */
    static RequestHead stripped(RequestHead head, HttpConnectionManager manager, int ownPort) {
        if (!manager.stripAnyHostPort() && !manager.stripMatchingHostPort() && !manager.stripTrailingHostDot()) {
            return head;
        }
        String authority = head.authority();
        int colon = RouteTable.portStart(authority);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String port = colon < 0 ? "" : authority.substring(colon);
        if (manager.stripTrailingHostDot() && host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        if (manager.stripAnyHostPort() || (manager.stripMatchingHostPort() && port.equals(":" + ownPort))) {
            port = "";
        }
        String stripped = host + port;
        return stripped.equals(authority) ? head : head.withAuthority(stripped);
    }
}
