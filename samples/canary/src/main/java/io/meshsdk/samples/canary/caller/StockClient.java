package io.meshsdk.samples.canary.caller;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.meshsdk.samples.stock.Item;
import io.meshsdk.samples.stock.StockGrpc;
import io.meshsdk.samples.stock.StockGrpc.StockBlockingStub;

/** Asks how much there is, with an ordinary stub. */
public final class StockClient {
    private final StockBlockingStub stock;
    private final StockBlockingStub asTester;

    StockClient(ManagedChannel channel) {
        stock = StockGrpc.newBlockingStub(channel);
        Metadata tester = new Metadata();
        tester.put(Metadata.Key.of("x-tester", Metadata.ASCII_STRING_MARSHALLER), "yes");
        asTester = stock.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(tester));
    }

    /** As everybody. */
    public Counted count(int id) {
        return ask(stock, id);
    }

    /** As one who tries the new version. */
    public Counted countAsTester(int id) {
        return ask(asTester, id);
    }

    private static Counted ask(StockBlockingStub stub, int id) {
        try {
            io.meshsdk.samples.stock.Answer answer =
                    stub.count(Item.newBuilder().setId(id).build());
            return new Counted(Status.Code.OK.value(), answer.getVersion(), answer.getCaller());
        } catch (StatusRuntimeException failed) {
            return new Counted(failed.getStatus().getCode().value(), "-", "-");
        }
    }

    /**
     * @param caller as the service knows it
     */
    public record Counted(int status, String version, String caller) implements Answer {
        @Override
        public boolean ok() {
            return status == 0;
        }

        @Override
        public String certificate() {
            return "-";
        }
    }
}
