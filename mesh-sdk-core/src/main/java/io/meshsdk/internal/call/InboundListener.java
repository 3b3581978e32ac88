package io.meshsdk.internal.call;

import io.meshsdk.call.Address;
import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.internal.authz.IpAddress;
import io.meshsdk.model.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A listener through which connections come in, compiled. Immutable but for its chains' keys. */
final class InboundListener {
    private final Listener model;
    private final List<InboundChain> chains;
    private final Optional<InboundChain> otherwise;
    private final boolean readsServerName;

    InboundListener(Listener model, List<InboundChain> chains, Optional<InboundChain> otherwise) {
        this.model = model;
        this.chains = List.copyOf(chains);
        this.otherwise = otherwise;
        // Envoy adds a tls_inspector of its own where a match needs one.
        this.readsServerName = model.tlsInspector()
                || chains.stream().anyMatch(chain -> chain.match().isOfTls());
    }

    String name() {
        return model.name();
    }

    Listener model() {
        return model;
    }

    /** All of them, the default one last. */
    List<InboundChain> chains() {
        List<InboundChain> all = new ArrayList<>(chains);
        otherwise.ifPresent(all::add);
        return all;
    }

    /** Whether policies may see the SNI. */
    boolean readsServerName() {
        return readsServerName;
    }

    /** How well it covers a local address: its very own, any, or not at all. */
    int covers(ConnectionFacts facts) {
        if (!(model.address().orElse(null) instanceof Address.Socket socket)) {
            return ChainMatch.MISMATCH;
        }
        IpAddress own = IpAddress.parse(socket.host());
        if (own == null) {
            return ChainMatch.MISMATCH;
        }
        if (own.high() == 0 && own.low() == 0) {
            return 0;
        }
        return own.equals(IpAddress.of(facts.local().getAddress().getAddress())) ? 1 : ChainMatch.MISMATCH;
    }

    /**
     * The most specific chain, level by level in Envoy's order and without going back: a chain that fits better at an earlier
     * level wins, and if it then fails at a later one, only the default chain is left.
     */
    @Nullable
    InboundChain find(ConnectionFacts facts) {
        List<InboundChain> left = chains;
        for (ChainMatch.Level level : ChainMatch.LEVELS) {
            left = best(left, level, facts);
        }
        return left.isEmpty() ? otherwise.orElse(null) : left.get(0);
    }

    private static List<InboundChain> best(
            List<InboundChain> candidates, ChainMatch.Level level, ConnectionFacts facts) {
        int best = ChainMatch.MISMATCH;
        boolean all = true;
        int[] ranks = new int[candidates.size()];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = candidates.get(i).match().rank(level, facts);
            best = Math.max(best, ranks[i]);
        }
        for (int rank : ranks) {
            all &= rank == best;
        }
        if (best == ChainMatch.MISMATCH) {
            return List.of();
        }
        if (all) {
            return candidates;
        }
        List<InboundChain> kept = new ArrayList<>(ranks.length);
        for (int i = 0; i < ranks.length; i++) {
            if (ranks[i] == best) {
                kept.add(candidates.get(i));
            }
        }
        return kept;
    }
}
