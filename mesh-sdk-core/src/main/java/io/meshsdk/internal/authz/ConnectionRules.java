package io.meshsdk.internal.authz;

import io.meshsdk.model.Rbac.Permission;
import io.meshsdk.model.Rbac.Principal;

/** Tells rules that look at a connection from those that look at a request. */
final class ConnectionRules {
    private ConnectionRules() {}

    static boolean asks(Permission permission) {
        if (permission instanceof Permission.And and) {
            return and.all().stream().anyMatch(ConnectionRules::asks);
        }
        if (permission instanceof Permission.Or or) {
            return or.any().stream().anyMatch(ConnectionRules::asks);
        }
        if (permission instanceof Permission.Not not) {
            return asks(not.permission());
        }
        return permission instanceof Permission.DestinationIp
                || permission instanceof Permission.DestinationPort
                || permission instanceof Permission.DestinationPortRange
                || permission instanceof Permission.RequestedServerName;
    }

    /** A peer's certificate is none of it: a call that goes out has no peer that came in, as over plaintext. */
    static boolean asks(Principal principal) {
        if (principal instanceof Principal.And and) {
            return and.all().stream().anyMatch(ConnectionRules::asks);
        }
        if (principal instanceof Principal.Or or) {
            return or.any().stream().anyMatch(ConnectionRules::asks);
        }
        if (principal instanceof Principal.Not not) {
            return asks(not.principal());
        }
        return principal instanceof Principal.DirectRemoteIp || principal instanceof Principal.RemoteIp;
    }
}
