package io.meshsdk.model;

/**
 * {@code envoy.config.route.v3.HedgePolicy}, as far as Envoy does it.
 *
 * @param hedgeOnPerTryTimeout an attempt whose time is up goes on, and another is sent beside it, if a retry is left
 */
public record HedgePolicy(boolean hedgeOnPerTryTimeout) {
    public static final HedgePolicy NONE = new HedgePolicy(false);
}
