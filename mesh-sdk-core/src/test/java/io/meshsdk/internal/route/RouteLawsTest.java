package io.meshsdk.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.model.CookieMatcher;
import io.meshsdk.model.FractionalPercent;
import io.meshsdk.model.HashPolicy;
import io.meshsdk.model.HeaderMatcher;
import io.meshsdk.model.HeaderMutation;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.QueryParameterMatcher;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteAction;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.RouteAction.HostRewrite;
import io.meshsdk.model.RouteAction.PathRewrite;
import io.meshsdk.model.RouteAction.RandomValue;
import io.meshsdk.model.RouteAction.RegexRewrite;
import io.meshsdk.model.RouteAction.Rewrite;
import io.meshsdk.model.RouteAction.WeightedCluster;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.RouteMatch;
import io.meshsdk.model.RouteMatch.TlsContextMatch;
import io.meshsdk.model.StringMatcher;
import io.meshsdk.model.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class RouteLawsTest {
    /** One of each kind of condition and of change. */
    private static final RouteTable EVERYTHING = RouteTable.compile(everything());

    @Property(tries = 500, seed = "42")
    void theDomainFoundIsTheOneThatAPlainSearchFinds(
            @ForAll("domains") @Size(min = 1, max = 12) List<String> domains, @ForAll("authorities") String authority) {
        List<VirtualHost> hosts = domains.stream()
                .map(domain -> Tables.host(
                        domain,
                        List.of(domain),
                        List.of(Tables.route(domain, new PathMatch.Prefix(""), new ClusterChoice.Named("c")))))
                .toList();
        RouteTable table = RouteTable.compile(Tables.configuration(false, hosts.toArray(VirtualHost[]::new)));
        RouteDecision found = table.find(Tables.get(authority, "/"), 0, RouteTrace.SILENT);

        assertThat(found instanceof CompiledRoute route ? route.virtualHost() : "")
                .isEqualTo(plainSearch(domains, authority.toLowerCase(Locale.ROOT)));
    }

    @Property(tries = 1000, seed = "42")
    void whateverComesIsDecidedWithoutAnException(
            @ForAll("texts") String path,
            @ForAll("texts") String authority,
            @ForAll("texts") String value,
            @ForAll long random) {
        RequestHead head = new RequestHead(
                "GET",
                "http",
                authority,
                "/" + path,
                Headers.of("x-a", value, "cookie", value, "x-rand", value, "x-a", path, "host", authority));

        RouteDecision decision = EVERYTHING.find(head, random, RouteTrace.SILENT);
        if (decision instanceof CompiledRoute route) {
            ClusterTarget target = route.target(head, random);
            assertThat(target.cluster(head)).isNotNull();
            RequestHead mutated = route.mutate(target, head, Tables.FACTS);
            route.rewrittenPath(mutated, Tables.FACTS);
            assertThat(target.mutate(Headers.EMPTY, mutated, Tables.FACTS)).isNotNull();
        }
    }

    private static String plainSearch(List<String> domains, String authority) {
        String best = "";
        int rank = -1;
        for (String domain : domains) {
            String lower = domain.toLowerCase(Locale.ROOT);
            int of = rank(lower, authority);
            if (of > rank) {
                rank = of;
                best = domain;
            }
        }
        return best;
    }

    /** Exact before suffix before prefix before all, and longer before shorter; negative where it does not match. */
    private static int rank(String domain, String authority) {
        if (domain.equals("*")) {
            return 0;
        }
        if (domain.startsWith("*")) {
            String suffix = domain.substring(1);
            return authority.length() > suffix.length() && authority.endsWith(suffix) ? 10_000 + suffix.length() : -1;
        }
        if (domain.endsWith("*")) {
            String prefix = domain.substring(0, domain.length() - 1);
            return authority.length() > prefix.length() && authority.startsWith(prefix) ? 1 + prefix.length() : -1;
        }
        return domain.equals(authority) ? 1_000_000 : -1;
    }

    @Provide
    Arbitrary<List<String>> domains() {
        Arbitrary<String> text =
                Arbitraries.strings().withChars("aB.:").ofMinLength(1).ofMaxLength(4);
        return Arbitraries.oneOf(text, text.map(t -> "*" + t), text.map(t -> t + "*"), Arbitraries.just("*"))
                .list()
                .uniqueElements(domain -> domain.toLowerCase(Locale.ROOT))
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<String> authorities() {
        return Arbitraries.strings().withChars("abB.:").ofMaxLength(7);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("ab/;?=&%\"\\{}*[]:. ,1-+#").ofMaxLength(40),
                Arbitraries.strings().ofMaxLength(20));
    }

    private static RouteConfiguration everything() {
        List<Route> routes = new ArrayList<>();
        StringMatcher regex = new StringMatcher.SafeRegex("(a|b)*1");
        RouteMatch picky = new RouteMatch(
                new PathMatch.SafeRegex("/(a+)+b"),
                false,
                List.of(
                        new HeaderMatcher("x-a", new HeaderMatcher.Text(regex), true, true),
                        new HeaderMatcher("host", new HeaderMatcher.Range(-5, 5), true, false)),
                List.of(new QueryParameterMatcher("a", new QueryParameterMatcher.Text(regex))),
                List.of(new CookieMatcher("a", regex, true)),
                List.of(),
                TlsContextMatch.ANY,
                false,
                Optional.of(FractionalPercent.ALL));
        routes.add(new Route("picky", picky, weighted(new PathRewrite.Keep()), mutations(), Map.of()));
        routes.add(route(new PathMatch.UriTemplate("/{x}/{y=**}"), new PathRewrite.UriTemplate("/{y}/{x}")));
        routes.add(route(new PathMatch.Exact("/a"), new PathRewrite.Regex(new RegexRewrite("a*", "\\\\0\\0"))));
        routes.add(route(new PathMatch.PathSeparatedPrefix("/a"), new PathRewrite.Prefix("b")));
        routes.add(route(new PathMatch.Prefix(""), new PathRewrite.Format("%REQ(x-a):3%%PATH(NQ)%")));
        VirtualHost host = new VirtualHost("v", List.of("*"), routes, mutations(), RetryPolicy.NONE, Map.of());
        return new RouteConfiguration(
                "rc", List.of(host), mutations(), true, true, 4096, Map.of(), "", true, List.of());
    }

    private static Route route(PathMatch match, PathRewrite rewrite) {
        return Tables.route("r", match, false, weighted(rewrite), HeaderMutations.NONE);
    }

    private static RouteAction weighted(PathRewrite path) {
        List<WeightedCluster> clusters = List.of(
                new WeightedCluster("a", 3, mutations()), new WeightedCluster("b", 4_000_000_000L, mutations()));
        RandomValue value = path instanceof PathRewrite.Keep
                ? new RandomValue.FromHeader("x-rand")
                : new RandomValue.Hashed(List.of(
                        new HashPolicy.Header("x-a", Optional.empty(), false),
                        new HashPolicy.QueryParameter("a", false)));
        return Tables.forward(
                new ClusterChoice.Weighted(clusters, value),
                new Rewrite(path, new HostRewrite.Format("%REQ(x-a)%"), true));
    }

    private static HeaderMutations mutations() {
        HeaderMutation set = new HeaderMutation.Set(
                "x-b", "%REQ(x-a?:path):5%%QUERY_PARAM(a)%", HeaderMutation.Action.APPEND_IF_EXISTS_OR_ADD, true);
        return new HeaderMutations(List.of(set, new HeaderMutation.Remove("x-rand")), List.of(set));
    }
}
