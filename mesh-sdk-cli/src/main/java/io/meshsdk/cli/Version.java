package io.meshsdk.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** What runs here. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"mesh " + own() + ", Java " + Runtime.version()};
    }

    static String own() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "(not packaged)");
    }
}
