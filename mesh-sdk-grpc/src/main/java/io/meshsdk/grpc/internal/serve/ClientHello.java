package io.meshsdk.grpc.internal.serve;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a ClientHello says of the filter chain that it wants. A stranger wrote it: every length is checked, and what cannot be read
 * is an exception, never a guess, for the client would get the filter chain of another.
 *
 * @param serverName lowercase; empty where there is none
 * @param protocols of ALPN, in order
 */
record ClientHello(String serverName, List<String> protocols) {
    private static final int VERSION_AND_RANDOM = 34;
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int HOST_NAME = 0;

    /**
     * @param hello from the version on
     * @throws IllegalArgumentException where it cannot be read
     */
    static ClientHello read(ByteBuf hello) {
        try {
            return extensions(hello.slice());
        } catch (IndexOutOfBoundsException tooShort) {
            throw new IllegalArgumentException("a ClientHello that ends too early", tooShort);
        }
    }

    private static ClientHello extensions(ByteBuf in) {
        in.skipBytes(VERSION_AND_RANDOM);
        in.skipBytes(in.readUnsignedByte());
        in.skipBytes(in.readUnsignedShort());
        in.skipBytes(in.readUnsignedByte());
        String serverName = "";
        List<String> protocols = List.of();
        if (!in.isReadable()) {
            return new ClientHello(serverName, protocols);
        }
        ByteBuf extensions = in.readSlice(in.readUnsignedShort());
        while (extensions.isReadable()) {
            int type = extensions.readUnsignedShort();
            ByteBuf body = extensions.readSlice(extensions.readUnsignedShort());
            if (type == SERVER_NAME) {
                serverName = serverName(body);
            } else if (type == ALPN) {
                protocols = protocols(body);
            }
        }
        return new ClientHello(serverName, protocols);
    }

    private static String serverName(ByteBuf body) {
        ByteBuf names = body.readSlice(body.readUnsignedShort());
        while (names.isReadable()) {
            int type = names.readUnsignedByte();
            ByteBuf name = names.readSlice(names.readUnsignedShort());
            if (type == HOST_NAME) {
                return name.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    private static List<String> protocols(ByteBuf body) {
        List<String> protocols = new ArrayList<>();
        ByteBuf list = body.readSlice(body.readUnsignedShort());
        while (list.isReadable()) {
            protocols.add(list.readSlice(list.readUnsignedByte()).toString(StandardCharsets.US_ASCII));
        }
        return List.copyOf(protocols);
    }
}
