package io.meshsdk.interop;

import static io.meshsdk.interop.JsonText.array;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An answer as it stood on the wire, its header names lowercase. */
record RawAnswer(int status, JsonArray headers, String body) {
    /** Sent as it is, on a connection of its own. */
    static RawAnswer to(int port, JsonObject request) throws IOException {
        String method = request.get("method").getAsString();
        StringBuilder head =
                new StringBuilder(method + " " + request.get("path").getAsString() + " HTTP/1.1\r\nHost: "
                        + request.get("authority").getAsString() + "\r\n");
        for (JsonElement header : request.getAsJsonArray("headers")) {
            JsonArray pair = header.getAsJsonArray();
            head.append(pair.get(0).getAsString())
                    .append(": ")
                    .append(pair.get(1).getAsString())
                    .append("\r\n");
        }
        if (method.equals("POST")) {
            head.append("content-length: 0\r\n");
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 5000);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return read(socket.getInputStream(), method.equals("HEAD"));
        }
    }

    private static RawAnswer read(InputStream in, boolean bodiless) throws IOException {
        String head = PlainHttp.head(in);
        JsonArray headers = new JsonArray();
        String[] lines = head.split("\r\n");
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.add(array(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip()));
        }
        RawAnswer answer = new RawAnswer(Integer.parseInt(lines[0].split(" ")[1]), headers, "");
        String length = answer.header("content-length");
        if (bodiless || length.isEmpty()) {
            return answer;
        }
        byte[] body = in.readNBytes(Integer.parseInt(length));
        return new RawAnswer(answer.status, headers, new String(body, StandardCharsets.UTF_8));
    }

    /** The first value; empty where there is none. */
    String header(String name) {
        for (JsonElement pair : headers) {
            if (pair.getAsJsonArray().get(0).getAsString().equals(name)) {
                return pair.getAsJsonArray().get(1).getAsString();
            }
        }
        return "";
    }
}
