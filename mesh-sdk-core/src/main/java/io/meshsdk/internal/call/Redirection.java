package io.meshsdk.internal.call;

import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.route.CompiledRoute;

/**
 * Where an upstream's redirect leads a call that follows it.
 *
 * @param head of the request from now on
 * @param route that takes it
 * @param drawn the random value that the route was found with
 */
record Redirection(RequestHead head, CompiledRoute route, long drawn) {}
