package io.meshsdk.samples.canary;

import io.meshsdk.samples.canary.caller.OrdersClient;
import io.meshsdk.samples.canary.caller.StockClient;
import io.meshsdk.samples.canary.caller.StockClient.Counted;
import io.meshsdk.samples.canary.stock.StockService;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * A canary release, told in steps: each says what is expected and what was observed, and the program fails if one does not
 * hold. Control plane, services and caller run in this process, on loopback, over real sockets.
 */
public final class Canary implements AutoCloseable {
    private static final String CALLER = "caller-certificate";
    private static final String INTRUDER = "intruder-certificate";
    private static final int NO_LIMIT = 1024;

    private final Story story = new Story(System.out);
    private final Path directory;
    private final Workloads workloads;
    private final ControlPlane controlPlane = ControlPlane.start();
    private Identities identities = Identities.issuedBy(TestCa.create("canary.test"));

    private Canary(Path directory) {
        this.directory = directory;
        this.workloads = new Workloads(directory);
    }

    public static void main(String[] arguments) throws Exception {
        boolean stay = Arrays.asList(arguments).contains("--stay");
        Path routes = Path.of(System.getProperty("canary.routes", "samples/canary/routes.yaml"));
        boolean held;
        try (Canary canary = new Canary(Files.createTempDirectory("canary"))) {
            held = canary.tell(Files.readString(routes));
            System.out.printf(
                    "%n%s. To play: run with --stay and edit %s, which is read again whenever it changes.%n",
                    held ? "All held" : "NOT all held", routes);
            if (stay) {
                canary.stay(routes);
            }
        }
        System.exit(held ? 0 : 1);
    }

    private boolean tell(String routes) throws Exception {
        int portV1 = Workloads.freePort();
        int portV1b = Workloads.freePort();
        int portV2 = Workloads.freePort();
        controlPlane.put(identities.trusting(identities.ca().trustBundle()));
        for (int port : List.of(portV1, portV1b, portV2)) {
            controlPlane.put(MeshFiles.inbound(port, "orders", "GET"));
        }
        int stockV1 = Workloads.freePort();
        int stockV2 = Workloads.freePort();
        for (int port : List.of(stockV1, stockV2)) {
            controlPlane.put(MeshFiles.inbound(port, "stock", "POST"));
        }
        controlPlane
                .put(MeshFiles.outbound())
                .put(routes)
                .put(MeshFiles.cluster("orders", "v1", CALLER, NO_LIMIT))
                .put(MeshFiles.cluster("orders", "v2", CALLER, NO_LIMIT))
                .put(MeshFiles.cluster("stock", "v1", CALLER, NO_LIMIT))
                .put(MeshFiles.cluster("stock", "v2", CALLER, NO_LIMIT))
                .put(MeshFiles.endpoints("orders", "v1", List.of(portV1, portV1b)))
                .put(MeshFiles.endpoints("orders", "v2", List.of(portV2)))
                .put(MeshFiles.endpoints("stock", "v1", List.of(stockV1)))
                .put(MeshFiles.endpoints("stock", "v2", List.of(stockV2)));

        System.out.println("Starting two versions of orders and of stock, and their caller …");
        workloads.orders(controlPlane, "v1", portV1);
        Workloads.Orders dying = workloads.orders(controlPlane, "v1", portV1b);
        Workloads.Orders v2 = workloads.orders(controlPlane, "v2", portV2);
        workloads.stock(controlPlane, "v1", stockV1);
        StockService stock = workloads.stock(controlPlane, "v2", stockV2);
        Workloads.Caller calling = workloads.caller(controlPlane, "caller");
        OrdersClient caller = calling.orders();

        split(caller);
        tester(caller);
        shift(caller, routes);
        retries(caller, v2);
        breaker(caller, v2);
        killedEndpoint(caller, dying, portV1);
        rotation(caller);
        wrongIdentity(portV1, stockV1);
        grpc(calling.stock(), stock, routes);
        return story.held();
    }

    private void split(OrdersClient caller) {
        story.step("One call in ten goes to v2");
        Load.Result result = Load.calls(1000, caller::order);
        story.observe("answers by status", "200 only", result.byStatus(), result.failed() == 0);
        story.observe("answers of v2, of 1000", "100 ± 40", result.of("v2"), within(result.of("v2"), 100, 40));
    }

    private void tester(OrdersClient caller) {
        story.step("A header sends a tester to v2");
        Load.Result result = Load.calls(50, caller::orderAsTester);
        story.observe("answers of v2, of 50", "50", result.of("v2"), result.of("v2") == 50);
    }

    private void shift(OrdersClient caller, String routes) throws Exception {
        story.step("A push shifts the split to 50/50");
        controlPlane.put(routes.replace("weight: 90", "weight: 50").replace("weight: 10", "weight: 50"));
        awaitInForce("the new split", () -> Load.calls(20, caller::order).of("v2") > 6);
        Load.Result result = Load.calls(1000, caller::order);
        story.observe("answers by status", "200 only", result.byStatus(), result.failed() == 0);
        story.observe("answers of v2, of 1000", "500 ± 80", result.of("v2"), within(result.of("v2"), 500, 80));
    }

    private void retries(OrdersClient caller, Workloads.Orders v2) {
        story.step("v2 fails every second call, and retries hide it");
        v2.controller().failing(true);
        long before = v2.controller().failures();
        Load.Result result = Load.calls(200, caller::order);
        long failures = v2.controller().failures() - before;
        v2.controller().failing(false);
        story.observe("failures that v2 answered", "more than 20", failures, failures > 20);
        story.observe("failures that the caller saw", "0", result.failed(), result.failed() == 0);
    }

    private void breaker(OrdersClient caller, Workloads.Orders v2) throws Exception {
        story.step("v2 is slow, and its breaker lets 3 calls through at once");
        v2.controller().pace(Duration.ofMillis(500));
        controlPlane.put(MeshFiles.cluster("orders", "v2", CALLER, 3));
        awaitInForce(
                "the breaker", () -> Load.together(5, caller::orderAsTester).failed() > 0);
        long before = v2.controller().calls();
        Load.Result result = Load.together(12, caller::orderAsTester);
        long seen = v2.controller().calls() - before;
        story.observe("calls that v2 saw, of 12", "3", seen, seen == 3);
        story.observe(
                "answers 200 and 503",
                "3 and 9",
                result.byStatus(),
                result.byStatus().equals(Map.of(200, 3, 503, 9)));
        v2.controller().pace(Duration.ZERO);
        controlPlane.put(MeshFiles.cluster("orders", "v2", CALLER, NO_LIMIT));
        awaitInForce(
                "the former breaker",
                () -> Load.together(12, caller::orderAsTester).failed() == 0);
    }

    private void killedEndpoint(OrdersClient caller, Workloads.Orders dying, int survivor) throws Exception {
        story.step("One of v1's two endpoints is killed under load");
        Load.Result result = Load.during(
                () -> {
                    pause(Duration.ofMillis(300));
                    dying.context().close();
                    pause(Duration.ofMillis(700));
                    controlPlane.put(MeshFiles.endpoints("orders", "v1", List.of(survivor)));
                    pause(Duration.ofMillis(500));
                },
                4,
                caller::order);
        story.observe("calls", "more than 100", result.calls(), result.calls() > 100);
        story.observe("answers by status", "200 only", result.byStatus(), result.failed() == 0);
    }

    private void rotation(OrdersClient caller) throws Exception {
        story.step("CA and certificates are rotated under load");
        Identities before = identities;
        Identities after = Identities.issuedBy(before.ca().rotated());
        String both = before.ca().trustBundleWith(after.ca());
        Load.Result result = Load.during(
                () -> {
                    pause(Duration.ofMillis(300));
                    // Trust first, then what is trusted, then the old trust goes: the order that loses nothing.
                    controlPlane.put(before.trusting(both));
                    pause(Duration.ofMillis(700));
                    controlPlane.put(after.trusting(both));
                    pause(Duration.ofMillis(700));
                    controlPlane.put(after.trusting(after.ca().trustBundle()));
                    pause(Duration.ofMillis(700));
                },
                4,
                caller::order);
        identities = after;
        story.observe("calls", "more than 100", result.calls(), result.calls() > 100);
        story.observe("answers by status", "200 only", result.byStatus(), result.failed() == 0);
        boolean rotated = result.certificates().equals(List.of(before.callersSerial(), after.callersSerial()));
        story.observe("certificates that the caller showed", "the old, then the new", rotated, rotated);
    }

    private void wrongIdentity(int orders, int stock) throws IOException {
        story.step("A caller with the wrong identity is refused");
        try (ControlPlane other = ControlPlane.start()) {
            other.put(MeshFiles.outbound())
                    .put(Files.readString(Path.of(System.getProperty("canary.routes", "samples/canary/routes.yaml"))))
                    .put(MeshFiles.cluster("orders", "v1", INTRUDER, NO_LIMIT))
                    .put(MeshFiles.cluster("orders", "v2", INTRUDER, NO_LIMIT))
                    .put(MeshFiles.cluster("stock", "v1", INTRUDER, NO_LIMIT))
                    .put(MeshFiles.cluster("stock", "v2", INTRUDER, NO_LIMIT))
                    .put(MeshFiles.endpoints("orders", "v1", List.of(orders)))
                    .put(MeshFiles.endpoints("orders", "v2", List.of(orders)))
                    .put(MeshFiles.endpoints("stock", "v1", List.of(stock)))
                    .put(MeshFiles.endpoints("stock", "v2", List.of(stock)));
            other.put(identities.intruder());
            Workloads.Caller intruder = workloads.caller(other, "intruder");
            int status = intruder.orders().order(1).status();
            story.observe("status over HTTP", "403", status, status == 403);
            int code = intruder.stock().count(1).status();
            story.observe("status over gRPC", "7 (PERMISSION_DENIED)", code, code == 7);
        }
    }

    private void grpc(StockClient caller, StockService v2, String routes) throws Exception {
        story.step("The same over gRPC: split, tester, identity, breaker");
        controlPlane.put(routes);
        awaitInForce("the former split", () -> Load.calls(50, caller::count).of("v2") < 15);
        Load.Result split = Load.calls(1000, caller::count);
        story.observe("answers by status", "0 (OK) only", split.byStatus(), split.failed() == 0);
        story.observe("answers of v2, of 1000", "100 ± 40", split.of("v2"), within(split.of("v2"), 100, 40));
        Load.Result tester = Load.calls(50, caller::countAsTester);
        story.observe("a tester's answers of v2, of 50", "50", tester.of("v2"), tester.of("v2") == 50);
        Counted counted = caller.count(1);
        story.observe(
                "who asked, as the service knows it",
                "…/sa/caller",
                counted.caller(),
                counted.caller().equals("spiffe://canary.test/ns/shop/sa/caller"));

        v2.pace(Duration.ofMillis(500));
        controlPlane.put(MeshFiles.cluster("stock", "v2", CALLER, 3));
        awaitInForce(
                "the breaker", () -> Load.together(5, caller::countAsTester).failed() > 0);
        long before = v2.calls();
        Load.Result breaker = Load.together(12, caller::countAsTester);
        long seen = v2.calls() - before;
        story.observe("calls that v2 saw, of 12", "3", seen, seen == 3);
        story.observe(
                "answers 0 (OK) and 14 (UNAVAILABLE)",
                "3 and 9",
                breaker.byStatus(),
                breaker.byStatus().equals(Map.of(0, 3, 14, 9)));
        v2.pace(Duration.ZERO);
        controlPlane.put(MeshFiles.cluster("stock", "v2", CALLER, NO_LIMIT));
    }

    private void stay(Path routes) throws InterruptedException {
        controlPlane.watch(routes, System.err::println);
        System.out.println("Staying. Stop with Ctrl-C.");
        Thread.currentThread().join();
    }

    private static boolean within(int observed, int expected, int tolerance) {
        return Math.abs(observed - expected) <= tolerance;
    }

    /** What was pushed is in force soon after; each workload has a stream of its own. */
    private static void awaitInForce(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(what + " was not in force within 20 s");
            }
        }
    }

    private static void pause(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }

    @Override
    public void close() throws IOException {
        workloads.close();
        controlPlane.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
