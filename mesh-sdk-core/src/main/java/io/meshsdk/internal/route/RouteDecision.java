package io.meshsdk.internal.route;

/** The answer to {@link RouteTable#find}. All answers are made when the table is compiled. */
public sealed interface RouteDecision permits CompiledRoute, RouteDecision.NoRoute {
    /**
     * @param why for people
     */
    record NoRoute(String virtualHost, String why) implements RouteDecision {}
}
