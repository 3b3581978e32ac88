package io.meshsdk.internal.route;

/** Told why a route was chosen, by the code that chooses. */
public interface RouteTrace {
    /** Listens to nothing, so that routes may be passed over unseen. */
    RouteTrace SILENT = (route, why) -> {};

    /**
     * @param why the first test that failed
     */
    void passedOver(CompiledRoute route, Object why);
}
