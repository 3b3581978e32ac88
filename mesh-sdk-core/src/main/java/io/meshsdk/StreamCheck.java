package io.meshsdk;

import io.meshsdk.internal.rpc.RpcChannels;
import io.meshsdk.internal.rpc.RpcSecurity;
import io.meshsdk.internal.rpc.RpcTarget;
import io.meshsdk.internal.xds.ads.AdsRequest;
import io.meshsdk.internal.xds.ads.AdsResponse;
import io.meshsdk.internal.xds.ads.AdsServer;
import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.internal.xds.ads.wire.GrpcAdsServer;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.Dialect;
import io.meshsdk.internal.xds.bootstrap.ManagementServer;
import io.meshsdk.model.ResourceType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A stream to a management server: whether it opens, and whether the server answers. */
final class StreamCheck {
    private final Bootstrap bootstrap;
    private final Duration limit;
    private final Executor blocking;
    private final Consumer<Checkup> told;

    StreamCheck(Bootstrap bootstrap, Duration limit, Executor blocking, Consumer<Checkup> told) {
        this.bootstrap = bootstrap;
        this.limit = limit;
        this.blocking = blocking;
        this.told = told;
    }

    void run(ManagementServer server, RpcSecurity security, ServerCheck.Question question) {
        ExecutorService control = Threads.few("mesh-doctor-control", 1);
        try (RpcChannels channels = new RpcChannels(Threads.daemons("mesh-doctor-rpc"), blocking)) {
            GrpcAdsServer asked = new GrpcAdsServer(
                    server.name(),
                    question.service(),
                    () -> channels.open(new RpcTarget(server.addresses(), server.authority(), security)),
                    bootstrap.node(),
                    Integer.MAX_VALUE,
                    control,
                    blocking);
            Heard heard = new Heard();
            CompletableFuture<AdsServer.Stream> opened = new CompletableFuture<>();
            control.execute(() -> opened.complete(asked.open(question.variant(), heard)));
            if (up(server, heard)) {
                control.execute(() -> opened.join().send(request(question)));
                answer(server, heard, question.type());
            }
            control.execute(() -> opened.join().cancel("examined"));
            // Before the channels: their loop is what a cancelled stream ends on.
            control.shutdown();
            Threads.awaitEnd(control, 1);
        }
    }

    private boolean up(ManagementServer server, Heard heard) {
        String why;
        try {
            heard.up.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            told.accept(Checkup.ok("grpc", server.name() + " speaks HTTP/2"));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            why = "interrupted";
        } catch (TimeoutException e) {
            why = "";
        } catch (ExecutionException e) {
            why = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
        }
        told.accept(StartFailures.grpc("grpc", server.name(), why, limit));
        return false;
    }

    private void answer(ManagementServer server, Heard heard, ResourceType type) {
        String why;
        try {
            AdsResponse response = heard.response.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            String found = server.name() + " sends " + response.items().size() + " resources of type " + name(type)
                    + ", version " + (response.version().isEmpty() ? "none" : response.version());
            told.accept(
                    response.items().isEmpty()
                            ? Checkup.warning(
                                    "response",
                                    found,
                                    "if there should be some, see whether the control plane knows node '"
                                            + bootstrap.node().id() + "' and its metadata")
                            : Checkup.ok("response", found));
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            why = "interrupted";
        } catch (TimeoutException e) {
            told.accept(StartFailures.silent(
                    server.name(), name(type), bootstrap.node().id(), limit));
            return;
        } catch (ExecutionException e) {
            why = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
        }
        told.accept(StartFailures.grpc("response", server.name(), why, limit));
    }

    private static String name(ResourceType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /** A wildcard; in gRPC's dialect, too, for what is asked for by name is known to calls only. */
    private AdsRequest request(ServerCheck.Question question) {
        List<String> all =
                bootstrap.dialect() == Dialect.GRPC && question.variant() == Variant.DELTA ? List.of("*") : List.of();
        return question.variant() == Variant.DELTA
                ? new AdsRequest.Delta(question.type(), all, List.of(), Map.of(), "", "")
                : new AdsRequest.StateOfTheWorld(question.type(), "", all, "", "");
    }

    /** On the control thread. */
    private static final class Heard implements AdsServer.Receiver {
        private final CompletableFuture<Void> up = new CompletableFuture<>();
        private final CompletableFuture<AdsResponse> response = new CompletableFuture<>();

        @Override
        public void up() {
            up.complete(null);
        }

        @Override
        public void received(AdsResponse first) {
            response.complete(first);
        }

        @Override
        public void closed(String why) {
            IllegalStateException closed = new IllegalStateException(why);
            up.completeExceptionally(closed);
            response.completeExceptionally(closed);
        }
    }
}
