package io.meshsdk.model;

/**
 * {@code envoy.config.core.v3.CidrRange}.
 *
 * @param addressPrefix an IP literal; bits beyond {@code prefixLen} are not heeded
 */
public record CidrRange(String addressPrefix, int prefixLen) {}
