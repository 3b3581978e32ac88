package io.meshsdk.internal.call;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Metadata;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.authz.IpAddress;
import io.meshsdk.internal.authz.Subject;

/** What policies may look at, of connections and of calls. */
final class Subjects {
    /** Of a connection nothing is asked yet. */
    private static final RequestHead NO_HEAD = new RequestHead("", "", "", "", Headers.EMPTY);

    private static final IpAddress NOWHERE = new IpAddress(false, 0, 0);

    private Subjects() {}

    /** Of a call that goes out: nobody came in, so it has no connection, which the rules that it is given do not ask for. */
    static Subject goingOut(RequestHead head) {
        return new Subject(head, Peer.PLAINTEXT, NOWHERE, NOWHERE, NOWHERE, 0, "", Metadata.EMPTY);
    }

    static Subject ofConnection(ConnectionFacts facts, Peer peer, boolean readsServerName) {
        IpAddress remote = IpAddress.of(facts.remote().getAddress().getAddress());
        return new Subject(
                NO_HEAD,
                peer,
                remote,
                remote,
                IpAddress.of(facts.local().getAddress().getAddress()),
                facts.local().getPort(),
                readsServerName ? facts.serverName() : "",
                Metadata.EMPTY);
    }

    static Subject ofRequest(Subject connection, RequestHead head, IpAddress client) {
        return new Subject(
                head,
                connection.peer(),
                connection.directRemote(),
                client,
                connection.destination(),
                connection.destinationPort(),
                connection.serverName(),
                connection.metadata());
    }
}
