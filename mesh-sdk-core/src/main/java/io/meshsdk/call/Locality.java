package io.meshsdk.call;

/** {@code envoy.config.core.v3.Locality}; parts not known are empty. */
public record Locality(String region, String zone, String subZone) {
    public static final Locality NONE = new Locality("", "", "");
}
