package io.meshsdk.grpc.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.meshsdk.call.Headers;
import org.junit.jupiter.api.Test;

class HeadsTest {
    private static final Metadata.Key<String> TEXT = Metadata.Key.of("text", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<byte[]> BYTES = Metadata.Key.of("bytes-bin", Metadata.BINARY_BYTE_MARSHALLER);

    @Test
    void aRequestIsToldByItsContentTypeWhateverItsMetadata() {
        assertThat(Heads.request(new Metadata()).get("content-type")).isEqualTo("application/grpc");
        Metadata metadata = new Metadata();
        metadata.put(TEXT, "a");
        metadata.put(TEXT, "b");
        metadata.put(BYTES, new byte[] {1, 2});
        Headers headers = Heads.request(metadata);
        assertThat(headers.all("text")).containsExactly("a", "b");
        assertThat(headers.get("bytes-bin")).isEqualTo("AQI");
        assertThat(headers.get("te")).isEqualTo("trailers");
    }

    @Test
    void whatTheConfigurationChangesReachesTheWireAndTheOriginalStays() {
        Metadata original = new Metadata();
        original.put(TEXT, "a");
        original.put(BYTES, new byte[] {1});
        Headers before = Heads.request(original);
        Headers after = before.toBuilder()
                .set("text", "b")
                .add("text", "c")
                .add("more", "d")
                .remove("bytes-bin")
                .set("content-type", "text/html")
                .build();
        Metadata changed = Heads.changed(original, before, after);
        assertThat(changed.getAll(TEXT)).containsExactly("b", "c");
        assertThat(changed.get(Heads.key("more"))).isEqualTo("d");
        assertThat(changed.containsKey(BYTES)).isFalse();
        assertThat(changed.containsKey(Heads.key("content-type")))
                .as("gRPC writes it itself")
                .isFalse();
        assertThat(original.get(TEXT)).isEqualTo("a");
    }

    @Test
    void binaryValuesThatNobodyChangedStayTheBytesThatTheyWere() {
        Metadata original = new Metadata();
        original.put(BYTES, new byte[] {(byte) 0xff, 0, 7});
        Headers before = Heads.request(original);
        Metadata changed = Heads.changed(original, before, before.plus("more", "x"));
        assertThat(changed.get(BYTES)).containsExactly(0xff, 0, 7);
    }

    @Test
    void anEndWithoutAHeadHasItsStatusWhereEnvoyLooksForIt() {
        Headers headers = Heads.response(Status.UNAVAILABLE.withDescription("gone"), new Metadata())
                .headers();
        assertThat(headers.get("grpc-status")).isEqualTo("14");
        assertThat(headers.get("grpc-message")).isEqualTo("gone");
    }
}
