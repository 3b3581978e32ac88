/**
 * Who this process is and whom it trusts: certificates, keys and trust from secrets, files and certificate providers, made
 * into the security of clusters and filter chains.
 *
 * <p>Knows TLS and where secrets come from. Must not know sockets, pools, requests or policies, and prints no secret.
 */
@NullMarked
package io.meshsdk.internal.identity;

import org.jspecify.annotations.NullMarked;
