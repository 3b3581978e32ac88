package io.meshsdk.spring;

import io.netty.util.Version;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootVersion;

/** Whether this application's Spring Boot and Netty are ones that the mesh works with. */
final class MeshVersions {
    private static final int BOOT_MAJOR = 4;
    private static final int NETTY_MAJOR = 4;
    private static final int NETTY_MINOR = 2;

    private MeshVersions() {}

    /** Looked at early: with other versions some of the mesh's classes are passed over, and the port would be open past it. */
    static void check() {
        Version netty = Version.identify().get("netty-common");
        unsupported(SpringBootVersion.getVersion(), netty == null ? null : netty.artifactVersion())
                .ifPresent(why -> {
                    throw new UnsupportedVersionException(why);
                });
    }

    /**
     * @param boot null where it cannot be told, as in jars that were merged
     * @param netty likewise
     */
    static Optional<String> unsupported(@Nullable String boot, @Nullable String netty) {
        if (boot != null && number(boot, 0) < BOOT_MAJOR) {
            return Optional.of("the mesh needs Spring Boot 4.0 or newer, and this is " + boot);
        }
        if (netty != null
                && (number(netty, 0) < NETTY_MAJOR
                        || (number(netty, 0) == NETTY_MAJOR && number(netty, 1) < NETTY_MINOR))) {
            return Optional.of("the mesh needs Netty 4.2 or newer, and this is " + netty);
        }
        return Optional.empty();
    }

    /** A part that is no number is new enough: nobody named an old one so. */
    private static int number(String version, int part) {
        String[] parts = version.split("[.-]", -1);
        try {
            return part < parts.length ? Integer.parseInt(parts[part]) : Integer.MAX_VALUE;
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }
}
