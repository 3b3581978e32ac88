package io.meshsdk.internal.net;

import io.meshsdk.call.Address;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Supplier;

/** The two ways to do I/O, and what an address is to each. No name is looked up, and no proxy is heeded. */
enum Sockets {
    EPOLL {
        @Override
        IoHandlerFactory ioHandlers() {
            return EpollIoHandler.newFactory();
        }

        @Override
        Target inet(InetSocketAddress address) {
            return new Target(address, EpollSocketChannel::new, true);
        }

        @Override
        Target pipe(String path) {
            // As in Envoy: @ stands for the zero byte of the abstract namespace.
            String name = path.startsWith("@") ? '\0' + path.substring(1) : path;
            return new Target(new DomainSocketAddress(name), EpollDomainSocketChannel::new, false);
        }
    },
    NIO {
        @Override
        IoHandlerFactory ioHandlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        Target inet(InetSocketAddress address) {
            return new Target(address, NioSocketChannel::new, true);
        }

        @Override
        Target pipe(String path) throws UnusableAddress {
            if (path.startsWith("@")) {
                throw new UnusableAddress("unix:" + path + ": abstract sockets need epoll, which is not there");
            }
            return new Target(UnixDomainSocketAddress.of(path), NioDomainSocketChannel::new, false);
        }
    };

    /** epoll where it is present. */
    static Sockets best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    abstract IoHandlerFactory ioHandlers();

    abstract Target inet(InetSocketAddress address);

    abstract Target pipe(String path) throws UnusableAddress;

    Target target(Address address) throws UnusableAddress {
        if (address instanceof Address.Socket socket) {
            return inet(new InetSocketAddress(literal(socket), socket.port()));
        }
        return pipe(((Address.Pipe) address).path());
    }

    private static InetAddress literal(Address.Socket socket) throws UnusableAddress {
        String host = socket.host();
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            try {
                // Of a literal, so nothing is looked up.
                return InetAddress.getByName(host);
            } catch (UnknownHostException e) {
                throw new UnusableAddress(socket + ": " + e.getMessage());
            }
        }
        throw new UnusableAddress(
                socket + " is not an IP address; names belong into a cluster of type STRICT_DNS or" + " LOGICAL_DNS");
    }

    /** Where to connect, and with what. */
    record Target(SocketAddress address, Supplier<Channel> channels, boolean tcp) {}

    /** The message says why. */
    static final class UnusableAddress extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableAddress(String why) {
            super(why);
        }
    }
}
