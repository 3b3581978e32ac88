package io.meshsdk.internal.route;

import io.meshsdk.call.RequestHead;

/** The answer to {@link RouteTable#find}. All answers are made when the table is compiled. */
public sealed interface RouteDecision permits CompiledRoute, RouteDecision.NoRoute, RouteDecision.RequireTls {
    /**
     * @param why for people
     */
    record NoRoute(String virtualHost, String why) implements RouteDecision {}

    /** {@code require_tls}: the request is to come again, encrypted. No mutation applies. */
    record RequireTls(String virtualHost) implements RouteDecision {
        public static final int STATUS = 301;

        /** The {@code location}; a port stays as it is. */
        public String location(RequestHead head) {
            return "https://" + head.authority() + head.path();
        }
    }
}
