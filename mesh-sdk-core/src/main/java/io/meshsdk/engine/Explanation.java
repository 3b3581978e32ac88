package io.meshsdk.engine;

import java.util.List;

/**
 * Why a call would go where it would go, by the configuration of now: decided by the code that decides for calls, and nothing is sent
 * or counted.
 *
 * @param listener empty where none is chosen, as are the next three
 * @param outcome for people: where it is forwarded and as what, how it is answered, or why it is refused
 * @param passedOver routes of the virtual host before the one chosen, in their order
 */
public record Explanation(
        String listener,
        String virtualHost,
        String route,
        String cluster,
        String outcome,
        List<PassedOver> passedOver) {
    public Explanation {
        passedOver = List.copyOf(passedOver);
    }

    /**
     * A route that did not match.
     *
     * @param why the first condition that failed
     */
    public record PassedOver(String route, String why) {}
}
