package io.meshsdk.internal.call;

import static io.meshsdk.internal.call.Fixture.send;
import static io.meshsdk.internal.call.Routes.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.upstream.Clusters;
import io.meshsdk.model.InternalRedirect;
import io.meshsdk.model.InternalRedirect.Predicate;
import io.meshsdk.model.RouteMatch;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code internal_redirect_policy}: what is followed, what its head becomes, and what goes to the caller. */
class InternalRedirectsTest {
    private static final InternalRedirect FOUND = policy(1, List.of(), false);

    private Fixture mesh = new Fixture();

    @Test
    void aRedirectIsFollowedToItsRouteWithTheUrlItCameFrom() {
        OutboundCall call = open(FOUND, "GET");
        Attempt first = send(call);

        Next.Reroute reroute = (Next.Reroute) first.responseHead(found("http://elsewhere:8080/there?q=1#part"));
        assertThat(call.plan()).isInstanceOf(Plan.Forward.class);
        RequestHead head = send(call).head();

        assertThat(reroute.head().authority()).isEqualTo("elsewhere:8080");
        assertThat(head.authority()).isEqualTo("elsewhere:8080");
        assertThat(head.path()).isEqualTo("/there?q=1");
        assertThat(head.headers().get("x-envoy-original-url")).isEqualTo("http://orders/here");
        assertThat(head.headers().all("x-envoy-expected-rq-timeout-ms")).containsExactly("15000");
        assertThat(call.facts().route()).isEqualTo("there");
        assertThat(call.facts().head().authority()).as("what the caller asked").isEqualTo("orders");
        assertThat(first.endpoint()).isNotNull();
        assertThat(mesh.endpoints().stream().mapToInt(e -> e.active()).sum()).isEqualTo(1);
    }

    @Test
    void theRoutesTimeBeginsAnew() {
        OutboundCall call = open(FOUND, "GET");
        Attempt first = send(call);
        mesh.clock.advance(Duration.ofSeconds(14));
        first.responseHead(found("http://elsewhere/there"));
        call.plan();
        assertThat(send(call).deadline().remaining(mesh.clock.nanos()))
                .isEqualTo(Duration.ofSeconds(15).toNanos());
    }

    @Test
    void noMoreThanTheMostAreFollowed() {
        OutboundCall call = open(policy(2, List.of(), false), "GET");
        for (int hop = 0; hop < 2; hop++) {
            assertThat(send(call).responseHead(found("http://elsewhere/here"))).isInstanceOf(Next.Reroute.class);
            call.plan();
        }
        assertThat(send(call).responseHead(found("http://elsewhere/here"))).isInstanceOf(Next.Commit.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/there",
                "ftp://elsewhere/there",
                "https://elsewhere/there",
                "http:///there",
                "http://user@elsewhere/there",
                "http://elsewhere/the re",
                "http://elsewhere/there\r\nx: y",
                "http://unknown.host/there",
                "//elsewhere/there",
                ""
            })
    void whatLeadsNowhereSafeGoesToTheCaller(String location) {
        Next next = send(open(FOUND, "GET")).responseHead(found(location));
        assertThat(next)
                .isInstanceOfSatisfying(
                        Next.Commit.class,
                        commit -> assertThat(commit.head().status()).isEqualTo(302));
    }

    @ParameterizedTest
    @CsvSource({"301, false", "302, true", "303, false", "307, false", "308, false", "200, false"})
    void onlyTheCodesOfThePolicyAreRedirects(int status, boolean followed) {
        Next next = send(open(FOUND, "GET"))
                .responseHead(new ResponseHead(status, Headers.of("location", "http://elsewhere/there")));
        assertThat(next instanceof Next.Reroute).isEqualTo(followed);
    }

    @ParameterizedTest
    @CsvSource({"POST, 303, GET", "HEAD, 303, HEAD", "POST, 302, POST", "DELETE, 307, DELETE"})
    void a303MakesAGetWithoutABody(String method, int status, String then) {
        InternalRedirect all = new InternalRedirect(1, Set.of(302, 303, 307), List.of(), false, List.of());
        OutboundCall call = open(all, method, "content-length", "4");
        send(call).responseHead(new ResponseHead(status, Headers.of("location", "http://elsewhere/there")));
        call.plan();
        RequestHead head = send(call).head();
        assertThat(head.method()).isEqualTo(then);
        assertThat(head.headers().contains("content-length")).isEqualTo(method.equals(then));
    }

    @Test
    void headersOfTheResponseAreCopiedAndMissingOnesRemoved() {
        InternalRedirect copying = new InternalRedirect(1, Set.of(302), List.of(), false, List.of("x-token", "x-old"));
        OutboundCall call = open(copying, "GET", "x-old", "1", "x-kept", "2");
        send(call)
                .responseHead(new ResponseHead(
                        302, Headers.of("location", "http://elsewhere/there", "x-token", "a", "x-token", "b")));
        call.plan();
        Headers headers = send(call).head().headers();
        assertThat(headers.all("x-token")).containsExactly("a", "b");
        assertThat(headers.contains("x-old")).isFalse();
        assertThat(headers.get("x-kept")).isEqualTo("2");
    }

    @Test
    void aRequestThatIsNotReadWholeOrNotKeptIsNotSentAgain() {
        OutboundCall unread = opened(FOUND, "GET");
        assertThat(unread.plan()).isInstanceOf(Plan.Forward.class);
        assertThat(send(unread).responseHead(found("http://elsewhere/there"))).isInstanceOf(Next.Commit.class);

        OutboundCall lost = open(FOUND, "GET");
        lost.replayLost();
        assertThat(send(lost).responseHead(found("http://elsewhere/there"))).isInstanceOf(Next.Commit.class);
    }

    @Test
    void predicatesMustAllAccept() {
        assertThat(follows(policy(9, List.of(new Predicate.AllowListedRoutes(Set.of("there"))), false), "/there"))
                .isTrue();
        assertThat(follows(policy(9, List.of(new Predicate.AllowListedRoutes(Set.of("here"))), false), "/there"))
                .isFalse();
        assertThat(follows(policy(9, List.of(new Predicate.Unsupported("type/x")), false), "/there"))
                .isFalse();
    }

    @Test
    void previousRoutesLetsEachRouteBeReachedOnce() {
        OutboundCall call = open(policy(9, List.of(new Predicate.PreviousRoutes()), false), "GET");
        assertThat(send(call).responseHead(found("http://elsewhere/here"))).isInstanceOf(Next.Reroute.class);
        call.plan();
        assertThat(send(call).responseHead(found("http://elsewhere/here"))).isInstanceOf(Next.Commit.class);
    }

    @Test
    void anotherSchemeNeedsPermissionAndASafeDirection() {
        String there = "https://elsewhere/there";
        assertThat(send(open(policy(1, List.of(), true), "GET")).responseHead(found(there)))
                .isInstanceOf(Next.Reroute.class);
        assertThat(send(open(policy(1, List.of(new Predicate.SafeCrossScheme()), true), "GET"))
                        .responseHead(found(there)))
                .isInstanceOf(Next.Commit.class);
    }

    private boolean follows(InternalRedirect policy, String path) {
        return send(open(policy, "GET")).responseHead(found("http://elsewhere" + path)) instanceof Next.Reroute;
    }

    private OutboundCall open(InternalRedirect policy, String method, String... headers) {
        OutboundCall call = opened(policy, method, headers);
        assertThat(call.plan()).isInstanceOf(Plan.Forward.class);
        call.requestEnded();
        return call;
    }

    private OutboundCall opened(InternalRedirect policy, String method, String... headers) {
        mesh = new Fixture();
        var forward = Routes.redirected(to("orders"), policy);
        mesh.upstreams.apply(Clusters.eds("orders"));
        mesh.upstreams.endpoints("orders", Clusters.on(1, 2));
        var here = Routes.route("here", RouteMatch.prefix("/here"), forward);
        var there = Routes.route("there", RouteMatch.prefix("/there"), forward);
        mesh.publish(Routes.of(
                List.of(Routes.api(
                        "out",
                        Routes.configuration(
                                Routes.host("orders", "orders", here),
                                Routes.host("port", "elsewhere:8080", here, there),
                                Routes.host("plain", "elsewhere", here, there)),
                        Routes.ROUTER)),
                Clusters.eds("orders")));
        return mesh.open(new RequestHead(method, "http", "orders", "/here", Headers.of(headers)));
    }

    private static ResponseHead found(String location) {
        return new ResponseHead(302, Headers.of("location", location));
    }

    private static InternalRedirect policy(int most, List<Predicate> predicates, boolean crossScheme) {
        return new InternalRedirect(most, Set.of(302), predicates, crossScheme, List.of());
    }
}
