package io.meshsdk.spring.servlet;

import io.meshsdk.call.Headers;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.InboundCall;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/** Tells the engine of the response's head while it can still be changed: before the container sends it, and once. */
final class ToldResponse extends HttpServletResponseWrapper {
    private final InboundCall call;
    private boolean told;
    private long written;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;

    ToldResponse(HttpServletResponse response, InboundCall call) {
        super(response);
        this.call = call;
    }

    /** The application is done, or what it does next may send the head. */
    void tell() {
        tell(getStatus());
    }

    /** So many bytes more are written; the container sends the head when its buffer is full. */
    void writing(long bytes) {
        written += bytes;
        if (written >= getBufferSize()) {
            tell();
        }
    }

    private void tell(int status) {
        if (!told && !isCommitted()) {
            told = true;
            Headers before = headers();
            Headers after = call.responseHead(new ResponseHead(status, before)).headers();
            HeaderChanges.tell(before, after, (name, values) -> {
                // Servlet 6.1: null removes.
                setHeader(name, null);
                values.forEach(value -> addHeader(name, value));
            });
        }
    }

    private Headers headers() {
        Headers.Builder headers = Headers.builder();
        for (String name : getHeaderNames()) {
            getHeaders(name).forEach(value -> headers.add(name, value));
        }
        return headers.build();
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (stream == null) {
            stream = new TellingStream(super.getOutputStream(), this);
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            writer = new PrintWriter(new TellingWriter(super.getWriter()));
        }
        return writer;
    }

    @Override
    public void flushBuffer() throws IOException {
        tell();
        super.flushBuffer();
    }

    @Override
    public void sendError(int status) throws IOException {
        tell(status);
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        tell(status);
        super.sendError(status, message);
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        tell(SC_FOUND);
        super.sendRedirect(location);
    }

    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        tell(status);
        super.sendRedirect(location, status, clearBuffer);
    }

    private final class TellingWriter extends Writer {
        private final PrintWriter target;

        TellingWriter(PrintWriter target) {
            this.target = target;
        }

        @Override
        public void write(char[] chars, int offset, int length) {
            // A character has four bytes at most.
            writing(4L * length);
            target.write(chars, offset, length);
        }

        @Override
        public void flush() {
            tell();
            target.flush();
        }

        @Override
        public void close() {
            tell();
            target.close();
        }
    }
}
