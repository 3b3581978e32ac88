package io.meshsdk.internal.xds.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.HttpFilter;
import io.meshsdk.model.Listener;
import io.meshsdk.model.ResourceType;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecordingsTest {
    private final MessageParser parser = new MessageParser();

    @Test
    void takesEverythingThatIstiodSends() {
        List<Recordings.Recorded> recorded = Recordings.all();

        assertThat(recorded)
                .extracting(Recordings.Recorded::type)
                .containsAll(Set.of(
                        ResourceType.CLUSTER,
                        ResourceType.CLUSTER_LOAD_ASSIGNMENT,
                        ResourceType.LISTENER,
                        ResourceType.ROUTE_CONFIGURATION));
        assertThat(recorded).hasSizeGreaterThan(80);
        assertThat(recorded.stream().map(this::parse).filter(Parsed.Rejected.class::isInstance))
                .isEmpty();
    }

    @Test
    void knowsAllFiltersOfIstiodButThoseThatAskOthers() {
        Set<String> unsupported = new HashSet<>();
        Recordings.all().stream()
                .map(this::parse)
                .map(parsed -> ((Parsed.Accepted) parsed).resource())
                .filter(Listener.class::isInstance)
                .flatMap(listener -> managers((Listener) listener))
                .flatMap(manager -> manager.filters().stream())
                .map(HttpFilter::config)
                .filter(FilterConfig.Unsupported.class::isInstance)
                .forEach(config -> unsupported.add(((FilterConfig.Unsupported) config).typeUrl()));

        assertThat(unsupported)
                .containsExactlyInAnyOrder(
                        "envoy.extensions.filters.http.ext_authz.v3.ExtAuthz",
                        "envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication");
    }

    @Test
    void readsOneResourceAsTheSameValueEachTime() {
        for (Recordings.Recorded recorded : Recordings.all()) {
            assertThat(parse(recorded)).isEqualTo(parse(recorded));
        }
    }

    private static Stream<HttpConnectionManager> managers(Listener listener) {
        return Stream.concat(
                listener.apiListener().stream(),
                listener.filterChains().stream()
                        .flatMap(chain -> chain.filters().stream())
                        .map(filter -> filter instanceof io.meshsdk.model.FilterChain.NetworkFilter.Http http
                                ? http.manager()
                                : null)
                        .filter(Objects::nonNull));
    }

    private Parsed parse(Recordings.Recorded recorded) {
        return parser.parse(recorded.type(), "", recorded.any().getValue());
    }
}
