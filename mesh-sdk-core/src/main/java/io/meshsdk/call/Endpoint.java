package io.meshsdk.call;

/**
 * One endpoint of a cluster. Equal by identity: the object stays the same as long as the endpoint's address stays in
 * its cluster, whatever else about it changes, so that pools and statistics may be keyed by it.
 *
 * <p>Safe for use by many threads.
 */
public interface Endpoint {
    /** The name of its cluster. */
    String cluster();

    Address address();

    /** {@code Endpoint.hostname}, used by {@code auto_host_rewrite} and {@code auto_host_sni}; may be empty. */
    String hostname();

    Locality locality();

    Metadata metadata();

    /** True once its cluster or the endpoint was removed: connections to it drain and are not reused. */
    boolean removed();
}
