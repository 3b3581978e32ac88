package io.meshsdk.internal.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.CookieMatcher;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteMatch;
import org.junit.jupiter.api.Test;

class PatchedFieldsTest {
    @Test
    void routeConfigurationHasVhostHeader() {
        assertThat(field(RouteConfiguration.getDescriptor(), "vhost_header").getNumber())
                .isEqualTo(18);
    }

    @Test
    void routeMatchHasCookies() {
        FieldDescriptor cookies = field(RouteMatch.getDescriptor(), "cookies");
        assertThat(cookies.getNumber()).isEqualTo(17);
        assertThat(cookies.isRepeated()).isTrue();
        assertThat(cookies.getMessageType()).isEqualTo(CookieMatcher.getDescriptor());
        assertThat(CookieMatcher.getDescriptor().getFields())
                .extracting(f -> f.getNumber() + " " + f.getName())
                .containsExactly("1 name", "2 string_match", "3 invert_match");
    }

    @Test
    void routeActionRewritesHostAndPathByFormat() {
        FieldDescriptor host = field(RouteAction.getDescriptor(), "host_rewrite");
        assertThat(host.getNumber()).isEqualTo(44);
        assertThat(host.getContainingOneof().getName()).isEqualTo("host_rewrite_specifier");
        FieldDescriptor path = field(RouteAction.getDescriptor(), "path_rewrite");
        assertThat(path.getNumber()).isEqualTo(45);
        assertThat(path.getContainingOneof()).isNull();
    }

    @Test
    void redirectActionRewritesPathByFormat() {
        FieldDescriptor path = field(RedirectAction.getDescriptor(), "path_rewrite");
        assertThat(path.getNumber()).isEqualTo(10);
        assertThat(path.getContainingOneof().getName()).isEqualTo("path_rewrite_specifier");
    }

    private static FieldDescriptor field(Descriptor message, String name) {
        FieldDescriptor field = message.findFieldByName(name);
        assertThat(field).as(name).isNotNull();
        return field;
    }
}
