package io.meshsdk.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.meshsdk.model.ResourceType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XdsTextTest {
    private static final String CLUSTER = "'@type': type.googleapis.com/envoy.config.cluster.v3.Cluster";

    @Test
    void readsYamlWithNestedTypesAndProtoFieldNames() throws Exception {
        List<XdsResource> resources = XdsText.parse("test", """
                resources:
                - "@type": type.googleapis.com/envoy.config.listener.v3.Listener
                  name: orders
                  api_listener:
                    api_listener:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                      rds: {route_config_name: orders-routes, config_source: {ads: {}}}
                      http_filters:
                      - name: router
                        typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                - "@type": type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment
                  cluster_name: orders-v1
                """);

        assertThat(resources.stream().map(XdsResource::toString))
                .containsExactly("Listener orders", "ClusterLoadAssignment orders-v1");
        Listener listener = resources.get(0).payload().unpack(Listener.class);
        assertThat(listener.getApiListener()
                        .getApiListener()
                        .unpack(HttpConnectionManager.class)
                        .getRds()
                        .getRouteConfigName())
                .isEqualTo("orders-routes");
    }

    @Test
    void readsJson() throws Exception {
        XdsResource resource = XdsText.parse("test", """
                        {"@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster", "name": "a", "connectTimeout": "0.25s"}""").get(0);

        assertThat(resource.payload().unpack(Cluster.class).getConnectTimeout().getNanos())
                .isEqualTo(250_000_000);
    }

    @Test
    void readsAWrapperUnderItsOwnName() {
        XdsResource resource = XdsText.parse(
                        "test",
                        "{'@type': type.googleapis.com/envoy.service.discovery.v3.Resource, name: xdstp://a/b, resource: {"
                                + CLUSTER + ", name: b}}")
                .get(0);

        assertThat(resource.name()).isEqualTo("xdstp://a/b");
        assertThat(resource.type()).isEqualTo(ResourceType.CLUSTER.typeUrl());
    }

    @Test
    void readsAListAndSeveralDocuments() {
        assertThat(XdsText.parse("test", "- {" + CLUSTER + ", name: a}\n---\n{" + CLUSTER + ", name: b}\n"))
                .hasSize(2);
        assertThat(XdsText.parse("test", "resources: []")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "envoy.config.route.v3.RouteConfiguration",
                "envoy.extensions.transport_sockets.tls.v3.Secret",
                "envoy.config.core.v3.HealthCheck.HttpHealthCheck",
                "xds.type.v3.TypedStruct",
                "udpa.type.v1.TypedStruct",
                "google.protobuf.Struct"
            })
    void findsWhatIsGenerated(String name) {
        assertThat(GeneratedTypes.find(name).getFullName()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a: [           | test: line 1, column 5: expected the node content",
                "name: a        | test: resources[0]: a resource is a map with an @type",
                "- 1            | test: resources[0]: a resource is a map with an @type",
                "'@type': x/y.Z | test: resources[0]: @type: no message y.Z is known",
            })
    void refusesWhatIsNoResourceByPlace(String text, String message) {
        assertThatThrownBy(() -> XdsText.parse("test", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesAnUnknownFieldByName() {
        assertThatThrownBy(() -> XdsText.parse("orders.yaml", "{" + CLUSTER + ", name: a, lb: x}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("orders.yaml: resources[0] (envoy.config.cluster.v3.Cluster a)")
                .hasMessageContaining("lb");
    }
}
