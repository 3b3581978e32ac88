package io.meshsdk.model;

/**
 * {@code envoy.config.route.v3.CookieMatcher}: the first cookie of that name; a missing one does not match, and so does match
 * inverted.
 */
public record CookieMatcher(String name, StringMatcher stringMatch, boolean invertMatch) {}
