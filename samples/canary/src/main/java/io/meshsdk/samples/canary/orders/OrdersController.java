package io.meshsdk.samples.canary.orders;

import io.meshsdk.spring.MeshPeer;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Answers with its version and with who asked. */
@RestController
public class OrdersController {
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private final String version;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean failing;
    private volatile Duration pace = Duration.ZERO;

    OrdersController(@Value("${orders.version}") String version) {
        this.version = version;
    }

    @GetMapping("/orders/{id}")
    ResponseEntity<Map<String, String>> order(@PathVariable String id, HttpServletRequest request)
            throws InterruptedException {
        long call = calls.incrementAndGet();
        Thread.sleep(pace.toMillis());
        if (failing && call % 2 == 0) {
            failures.incrementAndGet();
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
        }
        String caller = MeshPeer.of(request).flatMap(MeshPeer::spiffeId).orElse("nobody");
        return ResponseEntity.ok(
                Map.of("id", id, "version", version, "caller", caller, "certificate", certificate(request)));
    }

    private static String certificate(HttpServletRequest request) {
        return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
                ? chain[0].getSerialNumber().toString(16)
                : "none";
    }

    /** Every second call fails from now on. */
    public void failing(boolean now) {
        failing = now;
    }

    public void pace(Duration perCall) {
        pace = perCall;
    }

    public long calls() {
        return calls.get();
    }

    public long failures() {
        return failures.get();
    }
}
