package io.meshsdk.spring.client;

import io.meshsdk.BodyPipe;
import io.meshsdk.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;

/** The body of a request of a blocking client. */
sealed interface RequestBody {
    /** Whether it can be written a second time. */
    boolean repeatable();

    /** Tells the mesh what will be sent. */
    void offer(Request.Builder request, long length);

    /** Writes what the mesh reads while it sends; on the caller's own thread. */
    void write() throws IOException;

    /** Gives the body to a request past the mesh, or to another host. */
    void passTo(ClientHttpRequest other) throws IOException;

    /** Bytes that were written to the request; none are an empty body. */
    record Buffered(ByteArrayOutputStream bytes) implements RequestBody {
        @Override
        public boolean repeatable() {
            return true;
        }

        @Override
        public void offer(Request.Builder request, long length) {
            request.body(bytes.toByteArray());
        }

        @Override
        public void write() {
            // The mesh has all.
        }

        @Override
        public void passTo(ClientHttpRequest other) throws IOException {
            if (bytes.size() > 0) {
                bytes.writeTo(other.getBody());
            }
        }
    }

    /** Written when the mesh wants it, and not at all if nothing is sent. */
    record Streamed(StreamingHttpOutputMessage.Body body, BodyPipe pipe) implements RequestBody {
        Streamed(StreamingHttpOutputMessage.Body body) {
            this(body, new BodyPipe());
        }

        @Override
        public boolean repeatable() {
            return body.repeatable();
        }

        @Override
        public void offer(Request.Builder request, long length) {
            request.body(pipe, length);
        }

        @Override
        public void write() throws IOException {
            if (!pipe.awaitWanted()) {
                return;
            }
            try {
                body.writeTo(pipe);
                pipe.close();
            } catch (IOException | RuntimeException | Error failed) {
                pipe.fail(failed);
                throw failed;
            }
        }

        @Override
        public void passTo(ClientHttpRequest other) throws IOException {
            if (other instanceof StreamingHttpOutputMessage streaming) {
                streaming.setBody(body);
            } else {
                body.writeTo(other.getBody());
            }
        }
    }
}
