package io.meshsdk.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.model.PathMatch;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.VirtualHost;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainsTest {
    private static final List<String> DOMAINS = List.of(
            "orders", "Orders:8080", "*.example.com", "*-x.example.com", "api.*", "api.v1.*", "h:*", "[::1]:80", "*");

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "orders, orders",
        "ORDERS, orders",
        "orders:8080, Orders:8080",
        "orders:80, *",
        "a.example.com, *.example.com",
        "a-x.example.com, *-x.example.com",
        ".example.com, *",
        "a.example.com:8080, *",
        "api.test, api.*",
        "api.v1.test, api.v1.*",
        "api., *",
        "api.example.com, *.example.com",
        "h:1, h:*",
        "[::1]:80, [::1]:80",
    })
    void theMostSpecificDomainWins(String authority, String domain) {
        assertThat(find(false, authority)).isEqualTo(domain);
    }

    @ParameterizedTest(name = "without its port {0} is {1}")
    @CsvSource({"orders:80, orders", "a.example.com:8080, *.example.com", "orders:8080, orders", "[::1]:80, *"})
    void portsMayBeIgnored(String authority, String domain) {
        assertThat(find(true, authority)).isEqualTo(domain);
    }

    @ParameterizedTest(name = "the port of {0} begins at {1}")
    @CsvSource({"a:80, 1", "a, -1", "a:, -1", "a:8x, -1", "[::1], -1", "[::1]:80, 5", "::1, -1", "'', -1"})
    void portsAreTold(String authority, int start) {
        assertThat(RouteTable.portStart(authority)).isEqualTo(start);
    }

    private static String find(boolean ignorePort, String authority) {
        VirtualHost[] hosts = DOMAINS.stream()
                .map(domain -> Tables.host(
                        domain,
                        List.of(domain),
                        List.of(Tables.route(domain, new PathMatch.Prefix("/"), new ClusterChoice.Named("c")))))
                .toArray(VirtualHost[]::new);
        RouteTable table = RouteTable.compile(Tables.configuration(ignorePort, hosts));
        RouteDecision found = table.find(Tables.get(authority, "/"), 0, RouteTrace.SILENT);
        assertThat(Arrays.asList(hosts)).extracting(VirtualHost::name).contains(((CompiledRoute) found).virtualHost());
        return ((CompiledRoute) found).virtualHost();
    }
}
