package io.meshsdk.grpc.internal.connect;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Consumer;

/**
 * An address that is told which socket is connected to it. gRPC keeps its sockets to itself; but what it connects is the very object that
 * it was given, and the socket's own handlers see it.
 */
final class DialledAddress extends InetSocketAddress {
    private static final long serialVersionUID = 1L;

    private final transient Consumer<Channel> told;

    DialledAddress(InetSocketAddress address, Consumer<Channel> told) {
        super(address.getAddress(), address.getPort());
        this.told = told;
    }

    /** A socket that tells. */
    static Channel telling(Channel socket) {
        socket.pipeline().addFirst(Dial.ONE);
        return socket;
    }

    @Sharable
    private static final class Dial extends ChannelOutboundHandlerAdapter {
        static final Dial ONE = new Dial();

        @Override
        public void connect(
                ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            if (remote instanceof DialledAddress dialled) {
                dialled.told.accept(ctx.channel());
            }
            ctx.connect(remote, local, promise);
            ctx.pipeline().remove(this);
        }
    }
}
