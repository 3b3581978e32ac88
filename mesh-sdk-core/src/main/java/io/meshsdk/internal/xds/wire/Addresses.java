package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Message;
import com.google.re2j.Pattern;
import io.meshsdk.call.Address;
import io.meshsdk.call.Locality;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Addresses, ranges of addresses, localities. */
final class Addresses {
    private static final Set<String> ADDRESS = Set.of("socket_address", "pipe");
    private static final Set<String> SOCKET =
            Set.of("protocol", "address", "port_value", "named_port", "resolver_name");
    private static final Set<String> PIPE = Set.of("path");
    private static final Set<String> CIDR = Set.of("address_prefix", "prefix_len");
    private static final Set<String> LOCALITY = Set.of("region", "zone", "sub_zone");

    private static final Pattern ZEROS = Pattern.compile("(.*\\.)?0[0-9]+(\\..*)?");
    /** Of {@code sockaddr_un}. */
    private static final int LONGEST_PIPE = 108;

    private Addresses() {}

    /** What a host may be: an IP literal, or also a name. */
    enum Hosts {
        LITERALS,
        NAMES
    }

    /** Empty for an address inside an Envoy, which is reported, or for one that is refused. */
    static Optional<Address> address(
            io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Address proto, Hosts hosts, Reading reading) {
        reading.read(proto, ADDRESS);
        return switch (proto.getAddressCase()) {
            case SOCKET_ADDRESS -> socket(proto.getSocketAddress(), hosts, reading);
            case PIPE -> {
                reading.read(proto.getPipe(), PIPE);
                String path = proto.getPipe().getPath();
                if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_PIPE) {
                    reading.refuse(
                            proto, "pipe.path", "is longer than the " + LONGEST_PIPE + " bytes of a socket's path");
                }
                yield Optional.of(new Address.Pipe(path));
            }
            case ENVOY_INTERNAL_ADDRESS, ADDRESS_NOT_SET -> Optional.empty();
        };
    }

    private static Optional<Address> socket(SocketAddress proto, Hosts hosts, Reading reading) {
        reading.read(proto, SOCKET);
        String host = proto.getAddress();
        if (proto.getProtocol() != SocketAddress.Protocol.TCP) {
            reading.refuse(proto, "protocol", "only TCP is supported");
        } else if (!proto.getResolverName().isEmpty()) {
            reading.refuse(proto, "resolver_name", "custom resolvers are not supported");
        } else if (!proto.getNamedPort().isEmpty()) {
            reading.refuse(proto, "named_port", "is not supported; give port_value");
        } else if (hosts == Hosts.LITERALS && !isLiteral(host)) {
            reading.refuse(
                    proto,
                    "address",
                    "'" + TextConstraint.shown(host) + "' is no IP address; a cluster of type STRICT_DNS takes names");
        } else {
            return Optional.of(new Address.Socket(host, proto.getPortValue()));
        }
        return Optional.empty();
    }

    /** As Envoy's resolver reads it: no brackets, and no zeros in front, which to some are octal. */
    static boolean isLiteral(String host) {
        if (host.startsWith("[") || ZEROS.matches(host)) {
            return false;
        }
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    static List<io.meshsdk.model.CidrRange> ranges(
            Message parent, String field, List<CidrRange> protos, Reading reading) {
        List<io.meshsdk.model.CidrRange> ranges = new ArrayList<>(protos.size());
        for (int i = 0; i < protos.size(); i++) {
            ranges.add(range(parent, field + "[" + i + "]", protos.get(i), reading));
        }
        return ranges;
    }

    /** Without the bits that do not count. An IPv4 length beyond 32 means 32, as for Envoy; no length is 0, all addresses. */
    static io.meshsdk.model.CidrRange range(Message parent, String field, CidrRange proto, Reading reading) {
        reading.read(proto, CIDR);
        String prefix = proto.getAddressPrefix();
        if (!isLiteral(prefix)) {
            reading.refuse(
                    parent, field + ".address_prefix", "'" + TextConstraint.shown(prefix) + "' is no IP address");
        }
        int length = Values.clamped(Values.uint32(proto, "prefix_len").orElse(0L));
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(prefix);
        if (bytes == null) {
            return new io.meshsdk.model.CidrRange(prefix, length);
        }
        int used = Math.min(length, bytes.length * Byte.SIZE);
        for (int bit = used; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
        }
        return new io.meshsdk.model.CidrRange(NetUtil.bytesToIpAddress(bytes), used);
    }

    static Locality locality(
            io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Locality proto, Reading reading) {
        reading.read(proto, LOCALITY);
        return new Locality(proto.getRegion(), proto.getZone(), proto.getSubZone());
    }
}
