package io.meshsdk.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Address;
import io.meshsdk.call.Locality;
import io.meshsdk.call.Metadata;
import io.meshsdk.internal.config.NameResolver.Answer;
import io.meshsdk.model.CircuitBreakers;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.Cluster.Discovery;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.ClusterLoadAssignment.HealthStatus;
import io.meshsdk.model.ClusterLoadAssignment.LbEndpoint;
import io.meshsdk.model.ClusterLoadAssignment.LocalityLbEndpoints;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.test.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DnsEndpointsTest {
    private static final Duration RATE = Duration.ofSeconds(5);

    private final FakeTime time = new FakeTime();
    private final Questions questions = new Questions();
    private final List<String> changes = new ArrayList<>();
    private final DnsEndpoints dns = dns();

    @Test
    void everyAddressOfAStrictNameIsAnEndpointWithThatNameAsItsHostname() {
        Cluster cluster = strict(name("orders.local", ""));
        dns.want(cluster);
        assertThat(dns.resolved(cluster)).isFalse();

        questions.answer("orders.local", "10.0.0.1", "10.0.0.2");

        assertThat(dns.resolved(cluster)).isTrue();
        assertThat(changes).containsExactly("orders: 10.0.0.1:80(orders.local) 10.0.0.2:80(orders.local)");
    }

    @Test
    void aHostnameOfItsOwnStays() {
        dns.want(strict(name("orders.local", "orders.example")));
        questions.answer("orders.local", "10.0.0.1");
        assertThat(changes).containsExactly("orders: 10.0.0.1:80(orders.example)");
    }

    @Test
    void aLogicalNameIsOneAddressThatStaysWhileItIsOneOfTheName() {
        dns.want(cluster(new Discovery.LogicalDns(assignment(name("orders.local", "")), RATE)));
        questions.answer("orders.local", "10.0.0.1", "10.0.0.2");
        time.advance(RATE);
        questions.answer("orders.local", "10.0.0.2", "10.0.0.1");
        time.advance(RATE);
        questions.answer("orders.local", "10.0.0.7", "10.0.0.1");
        assertThat(changes).containsExactly("orders: 10.0.0.1:80(orders.local)");

        time.advance(RATE);
        questions.answer("orders.local", "10.0.0.7", "10.0.0.2");
        assertThat(changes).containsExactly("orders: 10.0.0.1:80(orders.local)", "orders: 10.0.0.7:80(orders.local)");
    }

    @Test
    void namesAreLookedUpAgainAndOnlyAChangeIsTold() {
        dns.want(strict(name("orders.local", "")));
        questions.answer("orders.local", "10.0.0.1");
        assertThat(questions.open).isEmpty();

        time.advance(RATE.minusNanos(1));
        assertThat(questions.open).isEmpty();
        time.advance(Duration.ofNanos(1));
        questions.answer("orders.local", "10.0.0.1");
        assertThat(changes).hasSize(1);

        time.advance(RATE);
        questions.answer("orders.local", "10.0.0.1", "10.0.0.2");
        assertThat(changes).hasSize(2).last().isEqualTo("orders: 10.0.0.1:80(orders.local) 10.0.0.2:80(orders.local)");
    }

    @Test
    void theLastGoodStaysWhereALookUpFails() {
        Cluster cluster = strict(name("orders.local", ""));
        dns.want(cluster);
        questions.answer("orders.local", "10.0.0.1");

        time.advance(RATE);
        questions.fail("orders.local");

        assertThat(changes).hasSize(1);
        assertThat(dns.endpoints(cluster).map(DnsEndpointsTest::text)).contains("10.0.0.1:80(orders.local)");
        time.advance(RATE);
        questions.answer("orders.local", "10.0.0.9");
        assertThat(changes).last().isEqualTo("orders: 10.0.0.9:80(orders.local)");
    }

    @Test
    void aFirstLookUpThatFailsEndsTheWaitWithoutEndpoints() {
        Cluster cluster = strict(name("nowhere.local", ""));
        dns.want(cluster);
        questions.fail("nowhere.local");
        assertThat(dns.resolved(cluster)).isTrue();
        assertThat(changes).containsExactly("orders: ");
    }

    @Test
    void theFirstEndpointsAreToldWhenAllNamesAreAnswered() {
        dns.want(strict(name("a.local", ""), name("b.local", "")));
        questions.answer("b.local", "10.0.0.2");
        assertThat(changes).isEmpty();
        questions.answer("a.local", "10.0.0.1");
        assertThat(changes).containsExactly("orders: 10.0.0.1:80(a.local) 10.0.0.2:80(b.local)");
    }

    @Test
    void aChangedClusterKeepsTheAddressesOfNamesThatStay() {
        dns.want(strict(name("a.local", "")));
        questions.answer("a.local", "10.0.0.1");

        Cluster changed = strict(name("a.local", ""), name("b.local", ""));
        dns.want(changed);
        questions.fail("a.local");
        questions.answer("b.local", "10.0.0.2");

        assertThat(dns.endpoints(changed).map(DnsEndpointsTest::text))
                .contains("10.0.0.1:80(a.local) 10.0.0.2:80(b.local)");
    }

    @Test
    void whatIsForgottenIsNotLookedUpAgainAndLateAnswersAreNotHeard() {
        dns.want(strict(name("orders.local", "")));
        dns.forget("orders");
        questions.answer("orders.local", "10.0.0.1");
        assertThat(changes).isEmpty();
        assertThat(time.pending()).isZero();
    }

    @Test
    void closingEndsAllLookUps() {
        dns.want(strict(name("orders.local", "")));
        questions.answer("orders.local", "10.0.0.1");
        dns.close();
        assertThat(time.pending()).isZero();
    }

    private DnsEndpoints dns() {
        DnsEndpoints made = new DnsEndpoints(questions, time);
        made.onChange((cluster, assignment) -> changes.add(cluster + ": " + text(assignment)));
        return made;
    }

    private static String text(ClusterLoadAssignment assignment) {
        return assignment.localities().stream()
                .flatMap(locality -> locality.endpoints().stream())
                .map(endpoint -> {
                    Address.Socket socket = (Address.Socket) endpoint.address();
                    return socket.host() + ":" + socket.port() + "(" + endpoint.hostname() + ")";
                })
                .reduce((a, b) -> a + " " + b)
                .orElse("");
    }

    private static LbEndpoint name(String host, String hostname) {
        return new LbEndpoint(new Address.Socket(host, 80), hostname, HealthStatus.HEALTHY, 1, Metadata.EMPTY);
    }

    private static ClusterLoadAssignment assignment(LbEndpoint... names) {
        return new ClusterLoadAssignment(
                "orders", List.of(new LocalityLbEndpoints(Locality.NONE, 1, 0, List.of(names))), 140);
    }

    private static Cluster strict(LbEndpoint... names) {
        return cluster(new Discovery.StrictDns(assignment(names), RATE));
    }

    private static Cluster cluster(Discovery discovery) {
        return new Cluster(
                "orders",
                discovery,
                new Cluster.LbPolicy.RoundRobin(),
                50,
                Duration.ofSeconds(5),
                1 << 20,
                CircuitBreakers.DEFAULT,
                new TransportSocket.RawBuffer(),
                List.of(),
                HttpProtocolOptions.HTTP1);
    }

    private record Question(String host, Consumer<Answer> asker) {}

    /** Questions that wait until they are answered by hand. */
    private static final class Questions implements NameResolver {
        private final List<Question> open = new ArrayList<>();

        @Override
        public void resolve(String host, Consumer<Answer> answer) {
            open.add(new Question(host, answer));
        }

        void answer(String host, String... addresses) {
            take(host).accept(new Answer.Found(Stream.of(addresses).toList()));
        }

        void fail(String host) {
            take(host).accept(new Answer.Failed("no such name"));
        }

        private Consumer<Answer> take(String host) {
            Question found = open.stream()
                    .filter(question -> question.host().equals(host))
                    .findFirst()
                    .orElseThrow();
            open.remove(found);
            return found.asker();
        }
    }
}
