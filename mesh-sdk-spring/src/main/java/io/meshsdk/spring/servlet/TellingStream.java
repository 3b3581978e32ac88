package io.meshsdk.spring.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The body of a {@link ToldResponse}. */
final class TellingStream extends ServletOutputStream {
    private final ServletOutputStream target;
    private final ToldResponse response;

    TellingStream(ServletOutputStream target, ToldResponse response) {
        this.target = target;
        this.response = response;
    }

    @Override
    public void write(int b) throws IOException {
        response.writing(1);
        target.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        response.writing(length);
        target.write(bytes, offset, length);
    }

    @Override
    public void write(ByteBuffer buffer) throws IOException {
        response.writing(buffer.remaining());
        target.write(buffer);
    }

    @Override
    public void flush() throws IOException {
        response.tell();
        target.flush();
    }

    @Override
    public void close() throws IOException {
        response.tell();
        target.close();
    }

    @Override
    public boolean isReady() {
        return target.isReady();
    }

    /** From now on the container writes when it can. */
    @Override
    public void setWriteListener(WriteListener listener) {
        response.tell();
        target.setWriteListener(listener);
    }
}
