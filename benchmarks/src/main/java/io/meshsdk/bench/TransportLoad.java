package io.meshsdk.bench;

import com.sun.management.ThreadMXBean;
import io.meshsdk.call.Address;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Locality;
import io.meshsdk.call.Metadata;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.internal.net.ConnectionPolicies;
import io.meshsdk.internal.net.ConnectionPolicy;
import io.meshsdk.internal.net.ExchangeListener;
import io.meshsdk.internal.net.NettyTransport;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.spi.Time;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ConnectionPermits;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The transport beside a bare Netty client, without a mesh above either: GET, 1 KB response, N callers on one event loop.
 * Run the server on one core and a client on another:
 *
 * <pre>
 * taskset -c 0 java -cp benchmarks.jar io.meshsdk.bench.TransportLoad server 18080
 * taskset -c 1 java -cp benchmarks.jar io.meshsdk.bench.TransportLoad client 18080 64
 * </pre>
 *
 * The client takes turns between the two, so that both see the same machine; bytes are what the loop's thread allocated.
 */
public final class TransportLoad {
    private static final int WARM_UP_ROUNDS = 6;
    private static final int ROUNDS = 5;
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(2);

    private TransportLoad() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[1]);
        if (args[0].equals("server")) {
            server(port);
            return;
        }
        int callers = Integer.parseInt(args[2]);
        Load ours = new Ours(port);
        Load bare = new Bare(port);
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            String phase = round < 0 ? "warm-up" : "measured";
            System.out.println(phase + "  bare      " + bare.round(callers));
            System.out.println(phase + "  transport " + ours.round(callers));
        }
        System.exit(0);
    }

    // ---- what is loaded ----

    private abstract static class Load {
        abstract EventLoop loop();

        /** Starts one request, and the next whenever one is over, until the time is up. */
        abstract void caller(Tally tally);

        String round(int callers) throws Exception {
            Tally tally = new Tally();
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long thread = loop().submit(() -> Thread.currentThread().getId()).get();
            long allocated = threads.getThreadAllocatedBytes(thread);
            long start = System.nanoTime();
            tally.end = start + ROUND_NANOS;
            tally.running = callers;
            loop().execute(() -> {
                for (int i = 0; i < callers; i++) {
                    caller(tally);
                }
            });
            while (tally.running > 0) {
                Thread.sleep(10);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            long bytes = threads.getThreadAllocatedBytes(thread) - allocated;
            return String.format(
                    "%9.0f requests/s %6d bytes/request %d failed",
                    tally.done / seconds, bytes / Math.max(1, tally.done), tally.failed);
        }
    }

    /** Written by the loop alone. */
    private static final class Tally {
        volatile long end;
        volatile int running;
        long done;
        long failed;

        boolean again() {
            done++;
            if (System.nanoTime() < end) {
                return true;
            }
            running = running - 1;
            return false;
        }
    }

    // ---- ours ----

    private static final class Ours extends Load {
        private final NettyTransport transport = NettyTransport.start(1, new SystemTime(), new Unlimited());
        private final EventLoop loop = transport.loops().get(0);
        private final Endpoint endpoint;
        private final RequestHead head =
                new RequestHead("GET", "http", "localhost", "/v1/orders/42", Headers.of("accept", "*/*"));

        Ours(int port) {
            endpoint = new At(new Address.Socket("127.0.0.1", port));
        }

        @Override
        EventLoop loop() {
            return loop;
        }

        @Override
        void caller(Tally tally) {
            transport
                    .open(
                            loop,
                            endpoint,
                            ClientSecurity.PLAINTEXT,
                            RoutingPriority.DEFAULT,
                            head,
                            RequestEnd.WITH_HEAD,
                            new Once(this, tally))
                    .request(Long.MAX_VALUE);
        }
    }

    private record Once(Ours load, Tally tally) implements ExchangeListener {
        @Override
        public void writable() {}

        @Override
        public void head(ResponseHead head) {}

        @Override
        public void data(ByteBuf chunk) {}

        @Override
        public void end(Headers trailers) {
            if (tally.again()) {
                load.caller(tally);
            }
        }

        @Override
        public void failed(Outcome outcome) {
            tally.failed++;
            end(Headers.EMPTY);
        }
    }

    private record At(Address address) implements Endpoint {
        @Override
        public String cluster() {
            return "bench";
        }

        @Override
        public String hostname() {
            return "";
        }

        @Override
        public Locality locality() {
            return Locality.NONE;
        }

        @Override
        public Metadata metadata() {
            return Metadata.EMPTY;
        }

        @Override
        public boolean removed() {
            return false;
        }
    }

    private static final class Unlimited implements ConnectionPolicies, ConnectionPermits {
        private final ConnectionPolicy policy = new ConnectionPolicy(Duration.ofSeconds(5), HttpProtocolOptions.HTTP1);

        @Override
        public ConnectionPermits permits(Endpoint endpoint, RoutingPriority priority) {
            return this;
        }

        @Override
        public ConnectionPolicy policy(Endpoint endpoint) {
            return policy;
        }

        @Override
        public boolean tryAcquireConnection() {
            return true;
        }

        @Override
        public void acquireConnection() {}

        @Override
        public void releaseConnection() {}

        @Override
        public boolean tryAcquirePending() {
            return true;
        }

        @Override
        public void releasePending() {}
    }

    private static final class SystemTime implements Time {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            throw new UnsupportedOperationException();
        }
    }

    // ---- bare Netty: codec, a handler, a kept connection for each caller; no limits, timeouts or back-pressure ----

    private static final class Bare extends Load {
        private final EventLoop loop =
                (EventLoop) new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
        private final java.util.ArrayDeque<Channel> idle = new java.util.ArrayDeque<>();
        private final int port;

        Bare(int port) {
            this.port = port;
        }

        @Override
        EventLoop loop() {
            return loop;
        }

        @Override
        void caller(Tally tally) {
            Channel kept = idle.poll();
            if (kept != null) {
                kept.pipeline().get(BareHandler.class).send(kept, tally);
                return;
            }
            new Bootstrap()
                    .group(loop)
                    .channel(EpollSocketChannel.class)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel fresh) {
                            fresh.pipeline().addLast(new HttpClientCodec(), new BareHandler(Bare.this));
                        }
                    })
                    .connect("127.0.0.1", port)
                    .addListener((io.netty.channel.ChannelFuture connected) -> connected
                            .channel()
                            .pipeline()
                            .get(BareHandler.class)
                            .send(connected.channel(), tally));
        }
    }

    private static final class BareHandler extends ChannelInboundHandlerAdapter {
        private final Bare load;
        private Tally tally = new Tally();

        BareHandler(Bare load) {
            this.load = load;
        }

        void send(Channel channel, Tally counted) {
            tally = counted;
            DefaultFullHttpRequest request = new DefaultFullHttpRequest(
                    HttpVersion.HTTP_1_1, HttpMethod.GET, "/v1/orders/42", Unpooled.EMPTY_BUFFER);
            request.headers().set("host", "localhost").set("accept", "*/*");
            channel.writeAndFlush(request, channel.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            boolean last = message instanceof LastHttpContent;
            ReferenceCountUtil.release(message);
            if (last) {
                load.idle.push(ctx.channel());
                if (tally.again()) {
                    load.caller(tally);
                }
            }
        }
    }

    // ---- the server: one loop, answers a head with the same 1 KB ----

    private static void server(int port) throws InterruptedException {
        byte[] response = ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nserver: bench\r\n"
                        + "date: Wed, 25 Nov 2026 00:00:00 GMT\r\ncontent-length: 1024\r\n\r\n" + "x".repeat(1024))
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuf shared = Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(response.length).writeBytes(response));
        new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext ctx, Object message) {
                                // Our clients send a small head at a time, so a read is a request.
                                ((ByteBuf) message).release();
                                ctx.writeAndFlush(shared.duplicate(), ctx.voidPromise());
                            }
                        });
                    }
                })
                .bind("127.0.0.1", port)
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }
}
