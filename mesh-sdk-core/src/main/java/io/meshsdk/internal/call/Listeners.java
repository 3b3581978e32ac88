package io.meshsdk.internal.call;

import io.meshsdk.call.Address;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.internal.route.RouteTable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The outbound listeners of a snapshot, and which of them a call takes: the one that the caller names, else the API
 * listener named as the authority, else the one bound to the authority's port, else the only one.
 */
final class Listeners {
    private final Map<String, OutboundListener> byName = new HashMap<>();
    private final Map<String, OutboundListener> apiByName = new HashMap<>();
    private final BitSet apiLengths = new BitSet();
    private final int[] ports;
    private final ListenerChoice[] byPort;
    private final ListenerChoice otherwise;
    private final Optional<String> doubt;

    /**
     * @param doubt why there may be listeners that are not here, so that no host may be called unknown
     */
    Listeners(Collection<OutboundListener> outbound, Optional<String> doubt) {
        this.doubt = doubt;
        TreeMap<Integer, ListenerChoice> bound = new TreeMap<>();
        // By name, so that a complaint about two of them reads the same in every process.
        for (OutboundListener listener : outbound.stream()
                .sorted(Comparator.comparing(OutboundListener::name))
                .toList()) {
            byName.put(listener.name(), listener);
            if (listener.isApi()) {
                apiByName.put(listener.name(), listener);
                apiLengths.set(listener.name().length());
            }
            if (listener.model().address().orElse(null) instanceof Address.Socket socket) {
                bound.merge(socket.port(), listener, Listeners::both);
            }
        }
        this.ports = bound.keySet().stream().mapToInt(Integer::intValue).toArray();
        this.byPort = bound.values().toArray(new ListenerChoice[0]);
        this.otherwise = otherwise(List.copyOf(outbound));
    }

    ListenerChoice choose(RequestHead head, CallOptions options) {
        if (options.listener().isPresent()) {
            String name = options.listener().get();
            OutboundListener named = byName.get(name);
            return named != null ? named : new ListenerChoice.Ambiguous("there is no outbound listener " + name);
        }
        String authority = head.authority();
        if (!apiByName.isEmpty()) {
            OutboundListener api = apiByName.get(authority);
            int colon = api == null ? RouteTable.portStart(authority) : -1;
            // Nearly no authority needs the text without its port, which has to be made.
            if (colon >= 0 && apiLengths.get(colon)) {
                api = apiByName.get(authority.substring(0, colon));
            }
            if (api != null) {
                return api;
            }
        }
        if (ports.length > 0) {
            int found = Arrays.binarySearch(ports, port(authority, head.scheme()));
            if (found >= 0) {
                return byPort[found];
            }
        }
        return otherwise instanceof ListenerChoice.Ambiguous several ? unlessUnknown(several, authority) : otherwise;
    }

    /** Why no host may be called unknown; empty where one may. */
    Optional<String> doubt() {
        return doubt;
    }

    @Nullable
    OutboundListener named(String name) {
        return byName.get(name);
    }

    /** Several listeners, none of them by name or port: an error only where one of them would have known the host. */
    private ListenerChoice unlessUnknown(ListenerChoice.Ambiguous several, String authority) {
        for (OutboundListener listener : byName.values()) {
            RouteTable routes = listener.routes();
            if (routes != null && routes.hasVirtualHost(authority)) {
                return several;
            }
        }
        return unknown("no outbound listener is named " + authority
                + " or bound to its port, and none of several has a virtual host for it");
    }

    /** Of none of those that are here: to pass by one that is on its way, or that was refused, would be to fail open. */
    private ListenerChoice unknown(String why) {
        return doubt.<ListenerChoice>map(
                        it -> new ListenerChoice.Unusable(ResponseFlag.NC, ListenerChoice.Unusable.IN_DOUBT, it))
                .orElseGet(() -> new ListenerChoice.None(why));
    }

    private ListenerChoice otherwise(List<OutboundListener> outbound) {
        if (outbound.isEmpty()) {
            return unknown("there is no outbound listener");
        }
        if (outbound.size() == 1) {
            return outbound.get(0);
        }
        String names = outbound.stream()
                .map(OutboundListener::name)
                .sorted()
                .limit(5)
                .collect(Collectors.joining(", ", "", outbound.size() > 5 ? ", …" : ""));
        return new ListenerChoice.Ambiguous(
                "several outbound listeners, and none by name or port: " + names + "; name one in the call's options");
    }

    private static ListenerChoice both(ListenerChoice a, ListenerChoice b) {
        String first = a instanceof OutboundListener listener ? listener.name() : ((ListenerChoice.Ambiguous) a).why();
        return new ListenerChoice.Ambiguous(first + " and " + ((OutboundListener) b).name()
                + " are outbound and bound to one port; name one in the" + " call's options");
    }

    private static int port(String authority, String scheme) {
        int colon = RouteTable.portStart(authority);
        if (colon < 0) {
            return scheme.equals("https") ? 443 : 80;
        }
        int port = 0;
        for (int i = colon + 1; i < authority.length() && port <= 65_535; i++) {
            port = 10 * port + (authority.charAt(i) - '0');
        }
        return port;
    }
}
