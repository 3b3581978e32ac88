package io.meshsdk.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meshsdk.call.RequestHead;
import io.meshsdk.model.FractionalPercent;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.RouteAction.HostRewrite;
import io.meshsdk.model.RouteAction.PathRewrite;
import io.meshsdk.model.RouteAction.Rewrite;
import io.meshsdk.model.RouteAction.WeightedCluster;
import io.meshsdk.model.RouteMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
    private static final ClusterChoice ANY = new ClusterChoice.Named("c");
    private static final RequestHead HEAD = Tables.get("a", "/");

    /** Who listens hears of every route, so the table then does without its index. */
    @Property(tries = 1000, seed = "41")
    void theIndexFindsWhatALookAtEveryRouteFinds(
            @ForAll("matches") List<PathMatch> matches, @ForAll("paths") String path) {
        List<Route> routes = new ArrayList<>();
        for (PathMatch match : matches) {
            routes.add(Tables.route(
                    "r" + routes.size(),
                    match,
                    routes.size() % 3 != 0,
                    Tables.forward(ANY, Rewrite.NONE),
                    HeaderMutations.NONE));
        }
        RouteTable table = table(routes);
        RouteDecision indexed = table.find(Tables.get("a", path), 0, RouteTrace.SILENT);
        RouteDecision looked = table.find(Tables.get("a", path), 0, (route, why) -> {});
        assertThat(indexed).isSameAs(looked);
    }

    @Test
    void theFirstRouteThatMatchesWinsAndTheOthersSayWhyNot() {
        RouteTable table = table(List.of(
                Tables.route("exact", new PathMatch.Exact("/a"), ANY),
                Tables.route("prefix", new PathMatch.Prefix("/a"), ANY),
                Tables.route("all", new PathMatch.Prefix("/"), ANY)));
        List<String> passed = new ArrayList<>();
        RouteDecision found =
                table.find(Tables.get("a", "/a/b"), 0, (route, why) -> passed.add(route.name() + " for its " + why));
        assertThat(((CompiledRoute) found).name()).isEqualTo("prefix");
        assertThat(passed).containsExactly("exact for its path /a");
    }

    @Test
    void withoutAVirtualHostOrARouteTheReasonIsTold() {
        RouteTable table = RouteTable.compile(Tables.configuration(
                false, Tables.host("v", List.of("a"), List.of(Tables.route("r", new PathMatch.Exact("/a"), ANY)))));
        RouteDecision noHost = table.find(Tables.get("b", "/a"), 0, RouteTrace.SILENT);
        RouteDecision noRoute = table.find(Tables.get("a", "/b"), 0, RouteTrace.SILENT);
        assertThat(table.isWithoutVirtualHost(noHost)).isTrue();
        assertThat(table.isWithoutVirtualHost(noRoute)).isFalse();
        assertThat(((RouteDecision.NoRoute) noRoute).why()).contains("virtual host v");
    }

    @Property(tries = 20, seed = "42")
    void weightsConvergeAndAWeightOf0IsNeverChosen(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 100) Integer> weights, @ForAll long seed) {
        int sum = weights.stream().mapToInt(Integer::intValue).sum();
        if (sum == 0) {
            return;
        }
        List<WeightedCluster> clusters = new ArrayList<>();
        for (int weight : weights) {
            clusters.add(new WeightedCluster("c" + clusters.size(), weight, HeaderMutations.NONE));
        }
        CompiledRoute route = single(new ClusterChoice.Weighted(clusters));
        int calls = 20_000;
        Map<String, Integer> hits = new HashMap<>();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < calls; i++) {
            hits.merge(route.target(HEAD, random.nextLong()).cluster(), 1, Integer::sum);
        }
        double chiSquare = 0;
        for (WeightedCluster cluster : clusters) {
            int hit = hits.getOrDefault(((ClusterChoice.Named) cluster.cluster()).cluster(), 0);
            if (cluster.weight() == 0) {
                assertThat(hit).isZero();
                continue;
            }
            double expected = (double) calls * cluster.weight() / sum;
            chiSquare += (hit - expected) * (hit - expected) / expected;
        }
        // Four degrees of freedom: above 30 once in 200 000 times.
        assertThat(chiSquare).isLessThan(30);
    }

    @Test
    void aFractionOfRoutesIsIndependentOfTheWeightedPick() {
        Route half = new Route(
                "half",
                new RouteMatch(
                        new PathMatch.Prefix("/"),
                        true,
                        List.of(),
                        List.of(),
                        false,
                        Optional.of(new FractionalPercent(50, 100))),
                Tables.forward(
                        new ClusterChoice.Weighted(List.of(
                                new WeightedCluster("a", 50, HeaderMutations.NONE),
                                new WeightedCluster("b", 50, HeaderMutations.NONE))),
                        Rewrite.NONE),
                HeaderMutations.NONE,
                Map.of());
        RouteTable table = table(List.of(half));
        SplittableRandom random = new SplittableRandom(3);
        int taken = 0;
        int a = 0;
        for (int i = 0; i < 20_000; i++) {
            long drawn = random.nextLong();
            if (table.find(Tables.get("x", "/"), drawn, RouteTrace.SILENT) instanceof CompiledRoute route) {
                taken++;
                a += route.target(HEAD, drawn).cluster().equals("a") ? 1 : 0;
            }
        }
        assertThat(taken).isCloseTo(10_000, within(400));
        assertThat(a).isCloseTo(taken / 2, within(400));
    }

    @ParameterizedTest(name = "{0} with prefix rewrite {1} makes {2} {3}")
    @CsvSource({
        "prefix /api, /, /api/x?y, //x?y",
        "prefix /api/, /, /api/x, /x",
        "exact /a, /b, /a?q, /b?q",
        "separated /a, /b, /a/c, /b/c",
        "regex /.*, /b, /a/c?q, /b?q",
    })
    void prefixesAreRewritten(String match, String rewrite, String path, String expected) {
        String value = match.substring(match.indexOf(' ') + 1);
        PathMatch path1 = switch (match.substring(0, match.indexOf(' '))) {
            case "prefix" -> new PathMatch.Prefix(value);
            case "exact" -> new PathMatch.Exact(value);
            case "separated" -> new PathMatch.PathSeparatedPrefix(value);
            default -> new PathMatch.SafeRegex(value);
        };
        Rewrite rewrites = new Rewrite(new PathRewrite.Prefix(rewrite), new HostRewrite.Literal("h"), false);
        CompiledRoute route =
                first(Tables.route("r", path1, true, Tables.forward(ANY, rewrites), HeaderMutations.NONE));
        RequestHead mutated = route.mutate(route.target(HEAD, 1), Tables.get("a", path), Tables.FACTS);
        assertThat(mutated.authority()).isEqualTo("h");
        assertThat(route.rewrittenPath(mutated, Tables.FACTS)).isEqualTo(expected);
    }

    @Test
    void aClusterNamedByAHeaderIsTheHeadersAndNoneWithoutIt() {
        CompiledRoute route = single(new ClusterChoice.FromHeader("X-Cluster"));
        RequestHead head = Tables.get("a", "/", "x-cluster", "c7");
        assertThat(route.target(head, 1).cluster(head)).isEqualTo("c7");
        assertThat(route.target(HEAD, 1).cluster(HEAD)).isEmpty();
    }

    @Provide
    Arbitrary<List<PathMatch>> matches() {
        Arbitrary<PathMatch> match = Combinators.combine(Arbitraries.of(0, 1, 2, 3), paths())
                .as((kind, text) -> switch (kind) {
                    case 0 -> new PathMatch.Exact(text);
                    case 1 -> new PathMatch.Prefix(text);
                    case 2 -> new PathMatch.PathSeparatedPrefix(text);
                    default -> new PathMatch.SafeRegex("/a.*");
                });
        return match.list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.strings().withChars("aB/?").ofMaxLength(5).map(text -> "/" + text);
    }

    private static RouteTable table(List<Route> routes) {
        return RouteTable.compile(Tables.configuration(false, Tables.host("v", List.of("*"), routes)));
    }

    private static CompiledRoute single(ClusterChoice choice) {
        return first(Tables.route("r", new PathMatch.Prefix("/"), choice));
    }

    private static CompiledRoute first(Route route) {
        return (CompiledRoute) table(List.of(route)).find(Tables.get("a", path(route)), 0, RouteTrace.SILENT);
    }

    private static String path(Route route) {
        PathMatch match = route.match().path();
        return match instanceof PathMatch.Prefix prefix
                ? prefix.value()
                : match instanceof PathMatch.Exact exact
                        ? exact.value()
                        : match instanceof PathMatch.PathSeparatedPrefix separated ? separated.value() : "/";
    }
}
