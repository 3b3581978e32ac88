package io.meshsdk.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.RequestHead;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.HedgePolicy;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.VirtualHost;
import io.meshsdk.model.VirtualHost.TlsRequirement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostRoutesTest {
    @ParameterizedTest(name = "{0} is matched as {1}")
    @CsvSource({
        "/a;p=1, /a",
        "/a;p=1/b, /a/b",
        "/a;p/b;q/c;r?x;y, /a/b/c?x;y",
        "/a?x;y, /a?x;y",
        "/a, /a",
    })
    void parametersOfAllSegmentsAreLeftOut(String path, String matched) {
        assertThat(HostRoutes.withoutParameters(path)).isEqualTo(matched);
    }

    @Test
    void plaintextIsSentToHttpsWhereTlsIsRequired() {
        RouteTable table = RouteTable.compile(Tables.configuration(false, host(TlsRequirement.ALL)));

        assertThat(table.find(Tables.get("h:80", "/a?q"), 1, RouteTrace.SILENT))
                .isInstanceOfSatisfying(
                        RouteDecision.RequireTls.class,
                        tls -> assertThat(tls.location(Tables.get("h:80", "/a?q")))
                                .isEqualTo("https://h:80/a?q"));
        assertThat(table.find(Tables.get("h", "/a", "x-forwarded-proto", "https"), 1, RouteTrace.SILENT))
                .isInstanceOf(CompiledRoute.class);
    }

    @ParameterizedTest(name = "a virtual host found by x-v: {0} is {1}")
    @CsvSource({"a.test, true", "A.TEST, true", "b.test, false", ", false"})
    void aHeaderFindsTheVirtualHostWhereItIsConfigured(String value, boolean found) {
        RouteConfiguration plain = Tables.configuration(false, host(TlsRequirement.NONE));
        RouteTable table = RouteTable.compile(new RouteConfiguration(
                "rc",
                plain.virtualHosts(),
                HeaderMutations.NONE,
                false,
                false,
                4096,
                Map.of(),
                "X-V",
                false,
                List.of()));
        RequestHead head = value == null ? Tables.get("a.test", "/") : Tables.get("z", "/", "x-v", value);

        assertThat(table.find(head, 1, RouteTrace.SILENT) instanceof CompiledRoute)
                .isEqualTo(found);
    }

    private static VirtualHost host(TlsRequirement tls) {
        return new VirtualHost(
                "v",
                List.of("h", "h:80", "a.test"),
                List.of(Tables.route("r", new PathMatch.Prefix("/"), new ClusterChoice.Named("c"))),
                HeaderMutations.NONE,
                RetryPolicy.NONE,
                Map.of(),
                false,
                false,
                tls,
                List.of(),
                HedgePolicy.NONE);
    }
}
