package io.meshsdk.internal.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Metadata;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.authz.IpAddress;
import io.meshsdk.internal.authz.Subject;
import io.meshsdk.model.CidrRange;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HttpFilter;
import io.meshsdk.model.Rbac;
import io.meshsdk.model.Rbac.Permission;
import io.meshsdk.model.Rbac.Principal;
import io.meshsdk.model.StringMatcher;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Filters of calls that go out: rules about requests are enforced, and rules about connections let nobody pass. */
class OutboundFiltersTest {
    private static final HttpFilter ROUTER = new HttpFilter("router", new FilterConfig.Router(), false);
    private static final CidrRange ALL = new CidrRange("0.0.0.0", 0);
    private static final StringMatcher ADMIN = new StringMatcher.Prefix("/admin", false);

    @Test
    void rulesAboutTheRequestAreEnforced() {
        FilterConfig denyAdmin = rbac(Rbac.Action.DENY, new Permission.UrlPath(ADMIN), new Principal.Any());

        assertThat(decide(denyAdmin, "/orders")).isEqualTo(FilterDecision.PASS);
        assertThat(decide(denyAdmin, "/admin/x"))
                .isInstanceOfSatisfying(
                        FilterDecision.Deny.class,
                        deny -> assertThat(deny.details()).startsWith("rbac_access_denied_matched_policy[p]"));
    }

    @Test
    void nobodyIsAuthenticatedForNobodyCameIn() {
        Principal anybody = new Principal.AnyAuthenticated();
        assertThat(decide(rbac(Rbac.Action.ALLOW, new Permission.Any(), anybody), "/"))
                .isInstanceOf(FilterDecision.Deny.class);
        assertThat(decide(rbac(Rbac.Action.DENY, new Permission.Any(), anybody), "/"))
                .isEqualTo(FilterDecision.PASS);
    }

    private static Stream<FilterConfig> aboutConnections() {
        Permission any = new Permission.Any();
        Principal anybody = new Principal.Any();
        Permission port = new Permission.DestinationPort(80);
        Principal remote = new Principal.RemoteIp(ALL);
        return Stream.of(
                rbac(Rbac.Action.DENY, new Permission.DestinationIp(ALL), anybody),
                rbac(Rbac.Action.ALLOW, port, anybody),
                rbac(Rbac.Action.DENY, new Permission.DestinationPortRange(1, 2), anybody),
                rbac(Rbac.Action.ALLOW, new Permission.RequestedServerName(ADMIN), anybody),
                rbac(Rbac.Action.DENY, new Permission.Not(new Permission.And(List.of(any, port))), anybody),
                rbac(Rbac.Action.DENY, new Permission.Or(List.of(port, any)), anybody),
                rbac(Rbac.Action.ALLOW, any, new Principal.DirectRemoteIp(ALL)),
                rbac(Rbac.Action.DENY, any, remote),
                rbac(Rbac.Action.DENY, any, new Principal.Not(new Principal.And(List.of(anybody, remote)))),
                rbac(Rbac.Action.DENY, any, new Principal.Or(List.of(remote, anybody))));
    }

    @ParameterizedTest
    @MethodSource("aboutConnections")
    void rulesAboutAConnectionRefuseTheCall(FilterConfig rbac) {
        assertThat(decide(rbac, "/"))
                .isInstanceOfSatisfying(
                        FilterDecision.Refuse.class,
                        refused ->
                                assertThat(refused.why()).contains("filter rbac", "a call that goes out came by none"));
    }

    @Test
    void shadowRulesStopNobody() {
        Rbac nobody = new Rbac(Rbac.Action.ALLOW, new TreeMap<>());
        assertThat(decide(new FilterConfig.RbacFilter(Optional.empty(), "", Optional.of(nobody), ""), "/"))
                .isEqualTo(FilterDecision.PASS);
    }

    @Test
    void aFilterThatIsNotKnownRefusesTheCallUnlessItIsOptional() {
        assertThat(decide(new FilterConfig.Unsupported("x.Unknown", false), "/"))
                .isInstanceOf(FilterDecision.Refuse.class);
        assertThat(decide(new FilterConfig.Unsupported("x.Unknown", true), "/")).isEqualTo(FilterDecision.PASS);
    }

    @Test
    void aChainOfNothingButTheRouterIsEmpty() {
        assertThat(HttpFilters.outbound(List.of(ROUTER), Map.of()).isEmpty()).isTrue();
    }

    private static FilterDecision decide(FilterConfig config, String path) {
        return HttpFilters.outbound(List.of(new HttpFilter("rbac", config, false), ROUTER), Map.of())
                .run(subject(path), RbacTrace.SILENT);
    }

    private static FilterConfig rbac(Rbac.Action action, Permission permission, Principal principal) {
        TreeMap<String, Rbac.Policy> policies = new TreeMap<>();
        policies.put("p", new Rbac.Policy(List.of(permission), List.of(principal)));
        return new FilterConfig.RbacFilter(Optional.of(new Rbac(action, policies)), "", Optional.empty(), "");
    }

    private static Subject subject(String path) {
        IpAddress nowhere = new IpAddress(false, 0, 0);
        RequestHead head = new RequestHead("GET", "http", "orders", path, Headers.EMPTY);
        return new Subject(head, Peer.PLAINTEXT, nowhere, nowhere, nowhere, 0, "", Metadata.EMPTY);
    }
}
