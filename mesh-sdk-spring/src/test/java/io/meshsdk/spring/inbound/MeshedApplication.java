package io.meshsdk.spring.inbound;

import io.meshsdk.test.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A Boot application whose port is the mesh's, with one policy in a bootstrap of its own. */
final class MeshedApplication implements AutoCloseable {
    private static final String BOOTSTRAP = """
            node: {id: server, cluster: server}
            static_resources:
              listeners:
              - name: in
                traffic_direction: INBOUND
                address: {socket_address: {address: 0.0.0.0, port_value: %PORT%}}
                filter_chains:
                - filters:
                  - name: hcm
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                      stat_prefix: in
            %MANAGER%
                      http_filters:
                      - name: envoy.filters.http.rbac
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC
                          rules:
                            action: DENY
                            policies:
                              p:
                                permissions: [%PERMISSION%]
                                principals: [%PRINCIPAL%]
                      - name: envoy.filters.http.router
                        typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                      route_config:
                        name: r
                        virtual_hosts:
                        - name: all
                          domains: ["*"]
                          routes: [{match: {prefix: /}, non_forwarding_action: {}}]
            """;

    private final ConfigurableApplicationContext context;
    private final int port;

    private MeshedApplication(ConfigurableApplicationContext context, int port) {
        this.context = context;
        this.port = port;
    }

    /**
     * @param permission and principal, in YAML, of what is denied
     * @param manager a field of the connection manager, or nothing
     */
    static MeshedApplication denying(
            Path directory, String permission, String principal, String manager, Class<?> type, String... properties) {
        int port = Ports.free();
        try {
            Path file = Files.writeString(
                    directory.resolve("in" + port + ".yaml"),
                    BOOTSTRAP
                            .replace("%PORT%", Integer.toString(port))
                            .replace("%MANAGER%", "          " + manager)
                            .replace("%PERMISSION%", permission)
                            .replace("%PRINCIPAL%", principal));
            return run(port, file, type, properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MeshedApplication run(int port, Path bootstrap, Class<?> type, String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        all.add("server.port=" + port);
        all.add("mesh.bootstrap=" + bootstrap);
        return new MeshedApplication(
                new SpringApplicationBuilder(type)
                        .properties(all.toArray(String[]::new))
                        .run(),
                port);
    }

    int port() {
        return port;
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
