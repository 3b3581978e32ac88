package io.meshsdk.internal.filter;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Metadata;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.authz.IpAddress;
import io.meshsdk.internal.authz.Subject;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HttpFilter;
import io.meshsdk.model.Rbac;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class HttpFiltersTest {
    private static final String RBAC = "envoy.filters.http.rbac";
    private static final FilterConfig NOBODY = new FilterConfig.RbacFilter(
            Optional.of(new Rbac(Rbac.Action.ALLOW, new TreeMap<>())), "", Optional.empty(), "");
    private static final FilterConfig ANYBODY = new FilterConfig.RbacFilter(Optional.empty(), "", Optional.empty(), "");

    @Test
    void aRoutesOwnPolicyStandsForTheListeners() {
        assertThat(guardedBy(NOBODY, ANYBODY)).isEqualTo(FilterDecision.PASS);
        assertThat(guardedBy(NOBODY, new FilterConfig.Disabled())).isEqualTo(FilterDecision.PASS);
        assertThat(guardedBy(ANYBODY, NOBODY)).isInstanceOf(FilterDecision.Deny.class);
    }

    @Test
    void aRouteEnablesADisabledFilterAsTheListenerConfiguresIt() {
        List<HttpFilter> filters =
                List.of(new HttpFilter(RBAC, NOBODY, true), new HttpFilter("router", new FilterConfig.Router(), false));

        assertThat(HttpFilters.compile(filters, Map.of(), UnaryOperator.identity())
                        .run(subject(), RbacTrace.SILENT))
                .isEqualTo(FilterDecision.PASS);
        assertThat(HttpFilters.compile(filters, Map.of(RBAC, new FilterConfig.Enabled()), UnaryOperator.identity())
                        .run(subject(), RbacTrace.SILENT))
                .isInstanceOf(FilterDecision.Deny.class);
    }

    @Test
    void anOptionalOverrideThatIsNotKnownLeavesThePolicyInForce() {
        assertThat(guardedBy(NOBODY, new FilterConfig.Unsupported("x.Unknown", true)))
                .isInstanceOf(FilterDecision.Deny.class);
    }

    @Test
    void anOverrideOfAnotherKindDoesNotSwitchThePolicyOff() {
        assertThat(guardedBy(NOBODY, new FilterConfig.Router())).isInstanceOf(FilterDecision.Refuse.class);
        assertThat(guardedBy(NOBODY, new FilterConfig.Inert("x.Stats"))).isInstanceOf(FilterDecision.Refuse.class);
    }

    @Test
    void anOverrideOfAnotherKindDoesNotSilenceAFilterThatIsNotKnown() {
        FilterConfig unknown = new FilterConfig.Unsupported("x.JwtAuthn", false);

        assertThat(guardedBy(unknown, new FilterConfig.Inert("x.Stats"))).isInstanceOf(FilterDecision.Refuse.class);
        assertThat(guardedBy(unknown, new FilterConfig.Inert("x.JwtAuthn"))).isEqualTo(FilterDecision.PASS);
    }

    private static FilterDecision guardedBy(FilterConfig own, FilterConfig override) {
        List<HttpFilter> filters =
                List.of(new HttpFilter(RBAC, own, false), new HttpFilter("router", new FilterConfig.Router(), false));
        return HttpFilters.compile(filters, Map.of(RBAC, override), UnaryOperator.identity())
                .run(subject(), RbacTrace.SILENT);
    }

    private static Subject subject() {
        IpAddress address = requireNonNull(IpAddress.parse("10.0.0.1"));
        return new Subject(
                new RequestHead("GET", "http", "orders", "/", Headers.EMPTY),
                Peer.PLAINTEXT,
                address,
                address,
                address,
                8080,
                "",
                Metadata.EMPTY);
    }
}
