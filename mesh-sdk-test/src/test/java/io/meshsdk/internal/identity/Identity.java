package io.meshsdk.internal.identity;

import io.meshsdk.call.Metadata;
import io.meshsdk.internal.upstream.SecuritySource;
import io.meshsdk.model.CircuitBreakers;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.ConfigSourceRef;
import io.meshsdk.model.DataSource;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.Secret;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.model.TransportSocket.CertificateSource;
import io.meshsdk.model.TransportSocket.CommonTls;
import io.meshsdk.model.TransportSocket.DownstreamTls;
import io.meshsdk.model.TransportSocket.TlsParameters;
import io.meshsdk.model.TransportSocket.UpstreamTls;
import io.meshsdk.model.TransportSocket.ValidationSource;
import io.meshsdk.spi.Finding;
import io.meshsdk.test.FakeTime;
import io.meshsdk.test.TestCa;
import io.meshsdk.transport.ClientSecurity;
import io.netty.handler.ssl.SslProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;

/** Identities with everything around them, on the test's own thread. */
final class Identity implements IdentityListener {
    static final ConfigSourceRef ADS = new ConfigSourceRef.Ads(Duration.ofSeconds(15));
    static final Secret.ValidationContext NOTHING = rules(new DataSource.None());

    final FakeTime time = new FakeTime();
    final Map<String, SecuritySource> sources = new HashMap<>();
    final List<Finding.Rejected> rejected = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final Identities identities;
    private final Queue<Runnable> reading = new ArrayDeque<>();

    Identity(SslProvider provider, Map<String, CertificateFiles> files, String... allowUnverified) {
        identities = new Identities(
                this,
                Runnable::run,
                reading::add,
                time,
                variable -> null,
                new Identities.Settings(() -> provider, files, Set.of(allowUnverified)));
    }

    static Identity create(String... allowUnverified) {
        return new Identity(SslProvider.JDK, Map.of(), allowUnverified);
    }

    /** Lets files be read, and what comes of it. */
    void readFiles() {
        for (Runnable task = reading.poll(); task != null; task = reading.poll()) {
            task.run();
        }
    }

    /** Until after the next look at the files. */
    void later() {
        time.advance(Duration.ofSeconds(2));
        readFiles();
    }

    ClientSecurity of(String cluster) {
        return of(cluster, Metadata.EMPTY);
    }

    ClientSecurity of(String cluster, Metadata endpoint) {
        return Objects.requireNonNull(sources.get(cluster), cluster).of(endpoint);
    }

    ClientSecurity.Tls tls(String cluster) {
        return (ClientSecurity.Tls) of(cluster);
    }

    String refusal(String cluster) {
        return ((ClientSecurity.Refused) of(cluster)).why();
    }

    @Override
    public void security(String cluster, SecuritySource source) {
        sources.put(cluster, source);
    }

    @Override
    public void rejected(Finding.Rejected why) {
        rejected.add(why);
    }

    @Override
    public void warning(String sentence) {
        warnings.add(sentence);
    }

    static Cluster cluster(String name, TransportSocket socket, Cluster.TransportSocketMatch... matches) {
        return new Cluster(
                name,
                new Cluster.Discovery.Static(new ClusterLoadAssignment(name, List.of(), 140)),
                new Cluster.LbPolicy.RoundRobin(),
                50,
                Duration.ofSeconds(5),
                1 << 20,
                CircuitBreakers.DEFAULT,
                socket,
                List.of(matches),
                HttpProtocolOptions.HTTP1);
    }

    static UpstreamTls upstream(CertificateSource own, ValidationSource peer) {
        return new UpstreamTls(common(own, peer), "", false, false);
    }

    static DownstreamTls downstream(CertificateSource own, ValidationSource peer) {
        return new DownstreamTls(common(own, peer), true);
    }

    static CommonTls common(CertificateSource own, ValidationSource peer) {
        return new CommonTls(own, peer, List.of(), TlsParameters.DEFAULT);
    }

    static CertificateSource inline(Secret certificate) {
        return new CertificateSource.Inline((Secret.TlsCertificate) certificate.content());
    }

    static ValidationSource inlineRules(Secret validation) {
        return new ValidationSource.Inline((Secret.ValidationContext) validation.content());
    }

    static CertificateSource sds(String name) {
        return new CertificateSource.Sds(name, ADS);
    }

    static ValidationSource sdsRules(String name) {
        return new ValidationSource.Sds(name, ADS);
    }

    static DataSource bytes(String text) {
        return new DataSource.Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    static Secret.ValidationContext rules(DataSource trustedCa, Secret.SanMatcher... sans) {
        return new Secret.ValidationContext(
                trustedCa, List.of(sans), new DataSource.None(), List.of(), List.of(), false, Map.of());
    }

    static ValidationSource trusting(TestCa ca, Secret.SanMatcher... sans) {
        return new ValidationSource.Inline(rules(bytes(ca.trustBundle()), sans));
    }
}
