package io.meshsdk.model;

/**
 * {@code HttpFilter} of a connection manager.
 *
 * @param name by which routes override it
 * @param disabled runs only where a route enables it
 */
public record HttpFilter(String name, FilterConfig config, boolean disabled) {}
