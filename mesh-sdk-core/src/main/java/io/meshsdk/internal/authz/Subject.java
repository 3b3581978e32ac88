package io.meshsdk.internal.authz;

import io.meshsdk.call.Metadata;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;

/**
 * Who asks for what: all that a policy may look at.
 *
 * @param directRemote the physical peer
 * @param remote the client, as {@code x-forwarded-for} gives it where it is trusted
 * @param serverName lowercase; empty where no {@code tls_inspector} read it
 */
public record Subject(
        RequestHead head,
        Peer peer,
        IpAddress directRemote,
        IpAddress remote,
        IpAddress destination,
        int destinationPort,
        String serverName,
        Metadata metadata) {
    public Subject withHead(RequestHead changed) {
        return new Subject(changed, peer, directRemote, remote, destination, destinationPort, serverName, metadata);
    }
}
