package io.meshsdk.grpc.internal.connect;

import io.meshsdk.call.Address;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses as sockets take them. */
final class Addresses {
    private Addresses() {}

    static InetSocketAddress of(Address address) throws UnusableAddressException {
        if (!(address instanceof Address.Socket socket)) {
            throw new UnusableAddressException(address + ": gRPC over Unix domain sockets is not supported");
        }
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(socket.host());
        if (literal == null) {
            throw new UnusableAddressException(
                    socket + " is not an IP address; names belong into a cluster of type STRICT_DNS or LOGICAL_DNS");
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(literal), socket.port());
        } catch (UnknownHostException e) {
            throw new UnusableAddressException(socket + ": " + e.getMessage());
        }
    }
}
