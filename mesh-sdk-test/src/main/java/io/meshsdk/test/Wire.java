package io.meshsdk.test;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One connection of a {@link FaultyServer}, in the hands of its behaviour: reads requests, writes anything. For one
 * thread, but the counters may be read by others.
 */
public final class Wire {
    private final int number;
    private final Socket plain;
    private final Socket socket;
    private final InputStream in;
    private final Consumer<ReceivedRequest> record;
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicBoolean endedByPeer = new AtomicBoolean();

    /** @param plain below TLS, where there is TLS; else the same as {@code socket} */
    Wire(int number, Socket plain, Socket socket, Consumer<ReceivedRequest> record) throws IOException {
        this.number = number;
        this.plain = plain;
        this.socket = socket;
        this.record = record;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** From 1, in the order in which connections were accepted. */
    public int number() {
        return number;
    }

    public long bytesRead() {
        return read.get();
    }

    public long bytesWritten() {
        return written.get();
    }

    /** Whether the peer was seen to close, rather than this side. */
    public boolean endedByPeer() {
        return endedByPeer.get();
    }

    /**
     * Reads a request with its body, and records it. {@code Expect: 100-continue} is answered if the behaviour does so
     * between {@link #readHead} and {@link #readBody}.
     *
     * @throws EOFException where the peer has closed between requests or within one
     */
    public ReceivedRequest readRequest() throws IOException {
        return readBody(readHead());
    }

    /** Reads up to the empty line. */
    public String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            head.append(line).append("\r\n");
        }
        return head.toString();
    }

    /** Reads the body that a head announces, and records the request. */
    public ReceivedRequest readBody(String head) throws IOException {
        ReceivedRequest bare = new ReceivedRequest(number, head, new byte[0], List.of());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        List<String> trailers = new ArrayList<>();
        if (bare.header("transfer-encoding").isPresent()) {
            readChunks(body, trailers);
        } else {
            body.write(readBytes(Integer.parseInt(bare.header("content-length").orElse("0"))));
        }
        ReceivedRequest request = new ReceivedRequest(number, head, body.toByteArray(), trailers);
        record.accept(request);
        return request;
    }

    private void readChunks(ByteArrayOutputStream body, List<String> trailers) throws IOException {
        for (int size = readSize(); size > 0; size = readSize()) {
            body.write(readBytes(size));
            readLine();
        }
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            trailers.add(line);
        }
    }

    private int readSize() throws IOException {
        return Integer.parseInt(readLine().split(";", 2)[0].strip(), 16);
    }

    private byte[] readBytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        read.addAndGet(bytes.length);
        if (bytes.length < count) {
            throw end();
        }
        return bytes;
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = readByte(); b != '\n'; b = readByte()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private int readByte() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw end();
        }
        read.incrementAndGet();
        return b;
    }

    private EOFException end() {
        endedByPeer.set(true);
        return new EOFException("the peer has closed");
    }

    /** Writes text as it is: line ends are the behaviour's business. */
    public Wire write(String text) throws IOException {
        return write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Wire write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        written.addAndGet(bytes.length);
        return this;
    }

    /** Writes byte by byte, with a pause after each. */
    public Wire writeSlowly(String text, Duration pause) throws IOException {
        for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            write(new byte[] {b});
            try {
                Thread.sleep(pause.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EOFException("the server is closed");
            }
        }
        return this;
    }

    /** Reads and forgets what comes until the peer closes. */
    public void drain() throws IOException {
        byte[] buffer = new byte[8192];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            read.addAndGet(count);
        }
        endedByPeer.set(true);
    }

    /** Ends this direction only; the other stays open. */
    public void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection with a TCP reset. */
    public void reset() throws IOException {
        plain.setSoLinger(true, 0);
        plain.close();
    }

    /** Ends the connection in the orderly way. */
    public void close() throws IOException {
        socket.close();
    }
}
