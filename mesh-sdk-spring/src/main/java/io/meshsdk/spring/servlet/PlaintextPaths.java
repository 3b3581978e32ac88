package io.meshsdk.spring.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * What anybody may read in plaintext past the mesh: for the probes of a kubelet, which has no certificate. No policy is asked
 * about it, and nothing is known of who asks. Immutable.
 */
public final class PlaintextPaths {
    public static final PlaintextPaths NONE = new PlaintextPaths(List.of());

    private static final String BELOW = "/**";

    private final List<String> exact = new ArrayList<>();
    private final List<String> below = new ArrayList<>();

    /**
     * @param paths each a path, or all below one that ends in {@code /**}
     * @throws PlaintextPathException where one is neither, or would open everything
     */
    public PlaintextPaths(List<String> paths) {
        for (String path : paths) {
            boolean tree = path.endsWith(BELOW);
            String name = tree ? path.substring(0, path.length() - BELOW.length()) : path;
            if (name.isEmpty()) {
                throw new PlaintextPathException(path, tree ? "would open every path" : "is empty");
            }
            if (!isPlain(name)) {
                throw new PlaintextPathException(path, "is not a path that can be read in one way only");
            }
            exact.add(name);
            if (tree) {
                below.add(name + '/');
            }
        }
    }

    /** Whether there are any: if not, a plaintext connection to a port that asks for TLS is closed before it says anything. */
    public boolean any() {
        return !exact.isEmpty();
    }

    boolean take(HttpServletRequest request) {
        String path = request.getRequestURI();
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        return any()
                && reads
                && isPlain(path)
                && (exact.contains(path) || below.stream().anyMatch(path::startsWith));
    }

    /** Only what everybody reads alike: an escape, a parameter or a dot segment could name another path to the application. */
    private static boolean isPlain(String path) {
        if (!path.startsWith("/")) {
            return false;
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean segmentStart = i > 0 && path.charAt(i - 1) == '/';
            boolean name = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if ((!name && "/-_.~".indexOf(c) < 0) || (segmentStart && (c == '/' || c == '.'))) {
                return false;
            }
        }
        return true;
    }
}
