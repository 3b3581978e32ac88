package io.meshsdk.interop;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One request at a time, with any {@code host}, to a proxy on this machine. */
final class PlainHttp {
    private PlainHttp() {}

    /**
     * @param headers whole lines
     * @return the response as it came
     */
    static String get(int port, String host, String path, String... headers) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 5000);
            socket.setSoTimeout(10_000);
            StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nhost: " + host + "\r\n");
            for (String header : headers) {
                request.append(header).append("\r\n");
            }
            request.append("connection: close\r\n\r\n");
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            return read(socket.getInputStream());
        }
    }

    /** By its length: an Envoy takes its time to close. */
    private static String read(InputStream in) throws IOException {
        String head = head(in) + "\r\n\r\n";
        String length = header(head, "content-length");
        byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
        return head + new String(body, StandardCharsets.ISO_8859_1);
    }

    /** Up to the empty line, without it. */
    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("ended in its head: " + head);
            }
            head.append((char) b);
        }
        return head.substring(0, head.length() - 4);
    }

    static int status(String response) {
        return Integer.parseInt(response.split(" ", 3)[1]);
    }

    /** The first value of a header; empty where there is none. */
    static String header(String response, String name) {
        return response.substring(0, response.indexOf("\r\n\r\n"))
                .lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
