package io.meshsdk.internal.identity;

import io.meshsdk.call.Peer;
import io.meshsdk.model.DataSource;
import io.meshsdk.model.Secret.ValidationContext;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What a peer's certificate must be: a {@link ValidationContext}, compiled. Immutable.
 *
 * <p>A certificate is refused unless everything that is asked for holds; with nothing to hold it against, there are no rules
 * ({@link #verifies}).
 */
final class PeerRules {
    static final PeerRules NONE = new PeerRules(null, Map.of(), List.of(), Set.of(), Set.of());

    private static final String SPIFFE = "spiffe://";
    private static final int KEY_CERT_SIGN = 5;
    private static final int CRL_SIGN = 6;

    /** Of {@code trusted_ca}; null where it is not given. */
    private final @Nullable X509ExtendedTrustManager roots;
    /** By SPIFFE trust domain; where there are any, {@code trusted_ca} says nothing. */
    private final Map<String, X509ExtendedTrustManager> bundles;

    private final List<SanRule> sans;
    private final Set<String> pinnedHashes;
    private final Set<String> pinnedKeys;

    private PeerRules(
            @Nullable X509ExtendedTrustManager roots,
            Map<String, X509ExtendedTrustManager> bundles,
            List<SanRule> sans,
            Set<String> pinnedHashes,
            Set<String> pinnedKeys) {
        this.roots = roots;
        this.bundles = Map.copyOf(bundles);
        this.sans = List.copyOf(sans);
        this.pinnedHashes = Set.copyOf(pinnedHashes);
        this.pinnedKeys = Set.copyOf(pinnedKeys);
    }

    /**
     * @param context with every source as bytes
     */
    static PeerRules of(ValidationContext context, Anchors anchors) throws UnusableSecretException {
        X509ExtendedTrustManager roots =
                context.trustedCa() instanceof DataSource.Bytes ca ? anchors.pkix(ca, context.crl()) : null;
        Map<String, X509ExtendedTrustManager> bundles = new HashMap<>();
        for (Map.Entry<String, DataSource> bundle : context.trustBundles().entrySet()) {
            if (!(bundle.getValue() instanceof DataSource.Bytes ca)) {
                throw new UnusableSecretException("the trust bundle of " + bundle.getKey() + " is empty");
            }
            bundles.put(bundle.getKey(), anchors.pkix(ca, context.crl()));
        }
        List<SanRule> sans = new ArrayList<>();
        for (var matcher : context.matchSubjectAltNames()) {
            sans.add(SanRule.of(matcher));
        }
        Set<String> hashes = new HashSet<>();
        for (String hash : context.verifyCertificateHash()) {
            hashes.add(hash.replace(":", "").toLowerCase(Locale.ROOT));
        }
        PeerRules rules = new PeerRules(roots, bundles, sans, hashes, Set.copyOf(context.verifyCertificateSpki()));
        if (!sans.isEmpty() && roots == null && bundles.isEmpty()) {
            // Names that nobody vouches for would be the peer's own word.
            throw new UnusableSecretException(
                    "names are asked of the peer, and there is no trusted_ca to vouch for them");
        }
        return rules;
    }

    /** Whether there is anything to hold a certificate against. */
    boolean verifies() {
        return roots != null || !bundles.isEmpty() || !pinnedHashes.isEmpty() || !pinnedKeys.isEmpty();
    }

    /** Runs the chain check of a handshake. */
    interface ChainCheck {
        void run(X509ExtendedTrustManager pkix) throws CertificateException;
    }

    /**
     * @param chain leaf first
     * @param chainCheck how to ask the JDK, or nothing where the chain was checked before
     * @param serverName the name that the peer must have instead of the SAN rules; null where the rules hold
     * @return who the peer is
     */
    Peer check(X509Certificate[] chain, ChainCheck chainCheck, @Nullable String serverName)
            throws CertificateException {
        if (!verifies()) {
            throw new CertificateException("there is nothing to verify the peer's certificate with");
        }
        X509Certificate leaf = chain[0];
        leaf.checkValidity();
        Sans names = Sans.of(leaf);
        boolean spiffe = names.uris().stream().anyMatch(uri -> uri.startsWith(SPIFFE));
        if (spiffe || !bundles.isEmpty()) {
            spiffeLeaf(leaf, names);
        }
        X509ExtendedTrustManager pkix = bundles.isEmpty() ? roots : bundle(names);
        if (pkix != null) {
            chainCheck.run(pkix);
        }
        pins(leaf);
        if (serverName != null) {
            if (names.dns().stream().noneMatch(san -> SanRule.covers(san, serverName))) {
                throw new CertificateException(
                        "the peer's certificate names " + shown(names) + ", not the SNI " + serverName);
            }
        } else if (!sans.isEmpty() && sans.stream().noneMatch(rule -> rule.matches(names))) {
            throw new CertificateException(
                    "the peer's certificate names " + shown(names) + ", and asked for is " + sans);
        }
        return new Peer.Certified(
                names.uris(),
                names.dns(),
                leaf.getSubjectX500Principal().getName(X500Principal.RFC2253),
                HexFormat.of().formatHex(sha256(leaf.getEncoded())));
    }

    /** X.509-SVID: one URI SAN, not an authority's certificate. */
    private static void spiffeLeaf(X509Certificate leaf, Sans names) throws CertificateException {
        if (names.uris().size() != 1) {
            throw new CertificateException("a SPIFFE certificate has exactly one URI SAN, and the peer's has "
                    + names.uris().size());
        }
        if (leaf.getBasicConstraints() >= 0) {
            throw new CertificateException("the peer shows an authority's certificate as its own");
        }
        boolean[] usage = leaf.getKeyUsage();
        if (usage != null && (usage[KEY_CERT_SIGN] || usage[CRL_SIGN])) {
            throw new CertificateException(
                    "the peer's certificate may sign certificates, which a SPIFFE leaf must not");
        }
    }

    private X509ExtendedTrustManager bundle(Sans names) throws CertificateException {
        String domain = trustDomain(names.uris().get(0));
        X509ExtendedTrustManager bundle = bundles.get(domain);
        if (bundle == null) {
            throw new CertificateException("the peer is of the trust domain '" + domain
                    + "', and there are trust bundles for " + bundles.keySet() + " only");
        }
        return bundle;
    }

    static String trustDomain(String uri) {
        if (!uri.startsWith(SPIFFE)) {
            return "";
        }
        int slash = uri.indexOf('/', SPIFFE.length());
        return slash < 0 ? uri.substring(SPIFFE.length()) : uri.substring(SPIFFE.length(), slash);
    }

    /** Either kind may match, as in Envoy. */
    private void pins(X509Certificate leaf) throws CertificateException {
        if (pinnedHashes.isEmpty() && pinnedKeys.isEmpty()) {
            return;
        }
        String hash = HexFormat.of().formatHex(sha256(leaf.getEncoded()));
        String key =
                Base64.getEncoder().encodeToString(sha256(leaf.getPublicKey().getEncoded()));
        if (!pinnedHashes.contains(hash) && !pinnedKeys.contains(key)) {
            throw new CertificateException("the peer's certificate is none of those pinned: its hash is " + hash);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String shown(Sans names) {
        return names.uris().isEmpty() ? names.dns().toString() : names.uris().toString();
    }
}
