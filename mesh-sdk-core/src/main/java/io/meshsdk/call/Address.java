package io.meshsdk.call;

/** Where something listens: {@code envoy.config.core.v3.Address}. */
public sealed interface Address {
    /**
     * @param host an IP literal, or a name for DNS clusters
     * @param port 0 to 65535
     */
    record Socket(String host, int port) implements Address {
        @Override
        public String toString() {
            return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /** A Unix domain socket. */
    record Pipe(String path) implements Address {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }
}
