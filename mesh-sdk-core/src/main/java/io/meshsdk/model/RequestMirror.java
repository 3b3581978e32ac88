package io.meshsdk.model;

import io.meshsdk.model.RouteAction.ClusterChoice;
import java.util.Optional;

/**
 * {@code RouteAction.RequestMirrorPolicy}: a copy of a request for another cluster, whose answer nobody waits for.
 *
 * @param cluster named, or by a header of the request
 * @param runtimeFraction of calls that are copied
 * @param hostRewriteLiteral the copy's authority; empty leaves the call's, with {@code -shadow} added
 * @param disableShadowHostSuffixAppend leaves the authority without that suffix
 */
public record RequestMirror(
        ClusterChoice cluster,
        FractionalPercent runtimeFraction,
        Optional<String> hostRewriteLiteral,
        boolean disableShadowHostSuffixAppend) {}
