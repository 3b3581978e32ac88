package io.meshsdk.bench;

import io.meshsdk.Mesh;
import io.meshsdk.MeshClient;
import io.meshsdk.Request;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.HttpService;
import io.meshsdk.test.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The whole mesh, configured by a control plane in this process, by its asynchronous door with direct callbacks. */
final class MeshedClient implements LoadClient {
    private final ControlPlane plane = ControlPlane.start();
    private final Mesh mesh;
    private final MeshClient client;
    private final Request request = Request.get("http://orders/v1/orders/42");

    MeshedClient(int port, boolean encrypted, TestCertificate own, int http) throws IOException {
        HttpService service = Config.httpService("orders")
                .version("v1", 1, "127.0.0.1:" + port)
                .leastRequest();
        if (http == 2) {
            service.http2();
        }
        if (encrypted) {
            plane.put(Config.identity(own));
            service.mutualTls(Servers.SERVER_ID);
        }
        plane.put(service.resources());
        Path bootstrap = Files.createTempFile("bench-bootstrap", ".json");
        try {
            plane.bootstrap("bench").writeTo(bootstrap);
            mesh = Mesh.builder()
                    .bootstrap(bootstrap)
                    .ioThreads(1)
                    .callbackExecutor(Runnable::run)
                    .start();
        } finally {
            Files.delete(bootstrap);
        }
        client = mesh.client();
    }

    @Override
    public String name() {
        return "mesh";
    }

    @Override
    public void call(Answered done) {
        client.send(request).whenComplete((response, failure) -> {
            if (failure != null) {
                done.failed(failure);
            } else {
                done.answered(response.status(), response.body());
            }
        });
    }

    @Override
    public void close() {
        mesh.close();
        plane.close();
    }
}
