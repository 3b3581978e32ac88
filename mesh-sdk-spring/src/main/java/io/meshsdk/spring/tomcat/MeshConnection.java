package io.meshsdk.spring.tomcat;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Peer;
import io.meshsdk.engine.Inbound;

/**
 * One accepted connection: what it began with, and who is at its other end.
 *
 * @param inbound the way in of the connection's port; asked again for each request, so that a change of policy also reaches
 *     connections that are kept open
 */
public record MeshConnection(Inbound inbound, ConnectionFacts facts, Peer peer) {}
