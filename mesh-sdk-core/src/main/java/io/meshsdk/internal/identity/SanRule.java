package io.meshsdk.internal.identity;

import io.meshsdk.internal.match.TextTest;
import io.meshsdk.model.Secret.SanMatcher;
import io.meshsdk.model.Secret.SanType;
import io.meshsdk.model.StringMatcher;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A {@link SanMatcher}, compiled. */
final class SanRule {
    private final SanMatcher matcher;
    private final TextTest test;

    private SanRule(SanMatcher matcher, TextTest test) {
        this.matcher = matcher;
        this.test = test;
    }

    static SanRule of(SanMatcher matcher) throws UnusableSecretException {
        try {
            return new SanRule(matcher, TextTest.of(matcher.matcher()));
        } catch (IllegalArgumentException e) {
            throw new UnusableSecretException("match_typed_subject_alt_names: " + e.getMessage());
        }
    }

    boolean matches(Sans sans) {
        return switch (matcher.sanType()) {
            case URI -> any(sans.uris());
            case EMAIL -> any(sans.emails());
            case IP_ADDRESS -> any(sans.ips());
            case DNS -> sans.dns().stream().anyMatch(this::dns);
            case ANY ->
                Stream.of(sans.uris(), sans.emails(), sans.ips()).anyMatch(this::any)
                        || sans.dns().stream().anyMatch(this::dns);
        };
    }

    /** As Envoy does it, an exact matcher meets a wildcard certificate, and case does not count. */
    private boolean dns(String san) {
        return (matcher.matcher() instanceof StringMatcher.Exact exact && matcher.sanType() == SanType.DNS)
                ? covers(san, exact.value())
                : test.matches(san);
    }

    private boolean any(List<String> names) {
        return names.stream().anyMatch(test::matches);
    }

    /** Whether a DNS SAN, perhaps {@code *.example.com}, stands for a name; the star is one whole label, the first. */
    static boolean covers(String san, String name) {
        String pattern = san.toLowerCase(Locale.ROOT);
        String wanted = name.toLowerCase(Locale.ROOT);
        if (pattern.equals(wanted)) {
            return !wanted.isEmpty();
        }
        int dot = wanted.indexOf('.');
        return pattern.startsWith("*.")
                && pattern.indexOf('.', 2) > 0
                && dot > 0
                && pattern.substring(1).equals(wanted.substring(dot));
    }

    @Override
    public String toString() {
        return matcher.sanType() + " " + matcher.matcher();
    }
}
