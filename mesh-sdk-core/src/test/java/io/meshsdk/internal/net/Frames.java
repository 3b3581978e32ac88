package io.meshsdk.internal.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The server's side of an HTTP/2 connection, frame by frame, without any codec. */
final class Frames {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    static final int MAX_CONCURRENT_STREAMS = 3;
    static final int INITIAL_WINDOW_SIZE = 4;

    static final int NO_ERROR = 0;
    static final int PROTOCOL_ERROR = 1;
    static final int INTERNAL_ERROR = 2;
    static final int REFUSED_STREAM = 7;
    static final int CANCEL = 8;
    static final int ENHANCE_YOUR_CALM = 11;
    static final int HTTP_1_1_REQUIRED = 13;

    private static final int PREFACE_BYTES = 24;

    record Frame(int type, int flags, int stream, byte[] payload) {
        boolean ends() {
            return (flags & END_STREAM) != 0;
        }

        int number() {
            return ByteBuffer.wrap(payload).getInt();
        }

        /** Of GOAWAY. */
        int secondNumber() {
            return ByteBuffer.wrap(payload).getInt(4);
        }

        String text() {
            return new String(payload, ISO_8859_1);
        }
    }

    /** What the server does on a connection once both sides' settings have been sent. */
    interface Script {
        void run(Frames frames) throws IOException;
    }

    private final RawServer.Connection connection;
    private final DataInputStream in;

    private Frames(RawServer.Connection connection) throws IOException {
        this.connection = connection;
        this.in = new DataInputStream(connection.socket().getInputStream());
    }

    /** A server of such scripts. */
    static RawServer serving(Script script, int... settings) {
        return new RawServer(connection -> script.run(accept(connection, settings)));
    }

    /** Reads the preface and sends these settings: an id and a value, and so on. */
    static Frames accept(RawServer.Connection connection, int... settings) throws IOException {
        Frames frames = new Frames(connection);
        String preface = connection.read(PREFACE_BYTES);
        if (!preface.equals("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")) {
            throw new IOException("not the preface: " + preface);
        }
        frames.settings(settings);
        return frames;
    }

    // ---- what the client sent ----

    Frame read() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        return new Frame(type, flags, stream, in.readNBytes(length));
    }

    /** The next frame of that type; SETTINGS before it are acknowledged. */
    Frame next(int type) throws IOException {
        while (true) {
            Frame frame = read();
            if (frame.type == SETTINGS && (frame.flags & ACK) == 0) {
                frame(SETTINGS, ACK, 0);
            }
            if (frame.type == type && !(type == SETTINGS && (frame.flags & ACK) != 0)) {
                return frame;
            }
        }
    }

    /** The stream of the next request, whose body, if there is one, is not read. */
    int request() throws IOException {
        return next(HEADERS).stream;
    }

    /** A request's body, whose windows are kept open. */
    String body(int stream) throws IOException {
        StringBuilder text = new StringBuilder();
        Frame frame;
        do {
            frame = next(DATA);
            if (frame.payload.length > 0) {
                windowUpdate(0, frame.payload.length);
                windowUpdate(stream, frame.payload.length);
            }
            text.append(frame.text());
        } while (!frame.ends());
        return text.toString();
    }

    /** Until the client closes; true where it said GOAWAY before. */
    boolean awaitClose() throws IOException {
        boolean goAway = false;
        try {
            while (true) {
                goAway |= read().type == GOAWAY;
            }
        } catch (EOFException closed) {
            return goAway;
        }
    }

    // ---- what the server sends ----

    void settings(int... settings) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
        for (int i = 0; i < settings.length; i += 2) {
            payload.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        frame(SETTINGS, 0, 0, payload.array());
    }

    /** A head or trailers: name, value, and so on. */
    void headers(int stream, boolean last, String... fields) throws IOException {
        frame(HEADERS, END_HEADERS | (last ? END_STREAM : 0), stream, block(fields));
    }

    void data(int stream, boolean last, String text) throws IOException {
        frame(DATA, last ? END_STREAM : 0, stream, text.getBytes(ISO_8859_1));
    }

    /** 200 with this body. */
    void answer(int stream, String body) throws IOException {
        headers(stream, false, ":status", "200");
        data(stream, true, body);
    }

    void reset(int stream, int code) throws IOException {
        frame(RST_STREAM, 0, stream, numbers(code));
    }

    void goAway(int lastStream, int code) throws IOException {
        frame(GOAWAY, 0, 0, numbers(lastStream, code));
    }

    void windowUpdate(int stream, int increment) throws IOException {
        frame(WINDOW_UPDATE, 0, stream, numbers(increment));
    }

    static byte[] numbers(int... numbers) {
        ByteBuffer payload = ByteBuffer.allocate(4 * numbers.length);
        for (int number : numbers) {
            payload.putInt(number);
        }
        return payload.array();
    }

    void frame(int type, int flags, int stream, byte... payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        connection.socket().getOutputStream().write(frame.array());
    }

    /** Literal fields that are not indexed. */
    static byte[] block(String... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            out.write(0);
            string(out, fields[i]);
            string(out, fields[i + 1]);
        }
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        int length = text.length();
        if (length < 127) {
            out.write(length);
        } else {
            out.write(127);
            int rest = length - 127;
            for (; rest >= 128; rest >>= 7) {
                out.write((rest & 127) | 128);
            }
            out.write(rest);
        }
        out.writeBytes(text.getBytes(ISO_8859_1));
    }
}
