/**
 * Spring's HTTP clients over the mesh: the two factories that Boot gives to RestClient, RestTemplate, HTTP interfaces and
 * WebClient.
 *
 * <p>Knows Spring Web and the door. Must not decide how a call is routed or retried.
 */
@NullMarked
package io.meshsdk.spring.client;

import org.jspecify.annotations.NullMarked;
