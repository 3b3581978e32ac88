package io.meshsdk.internal.xds.wire;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** {@code UriTemplateRewriteConfig}: literals and the variables of the template that matched. */
final class TemplateRewrites {
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9_]*)(?:=[^}]*)?\\}");

    /** Of a path, and the braces around variables. */
    private static final String LITERALS =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%!$&'()+,;:@=*/{}";

    private TemplateRewrites() {}

    static Optional<String> refusal(String template, String rewrite) {
        Set<String> names = new HashSet<>();
        Matcher variables = VARIABLE.matcher(template);
        while (variables.find()) {
            names.add(variables.group(1));
        }
        if (!rewrite.startsWith("/") || rewrite.contains("//")) {
            return Optional.of("a rewrite begins with one slash, and has nowhere two in a row");
        }
        for (int i = 0; i < rewrite.length(); i++) {
            char c = rewrite.charAt(i);
            if (LITERALS.indexOf(c) < 0) {
                return Optional.of("'" + TextConstraint.shown(String.valueOf(c)) + "' may not stand in a path");
            }
            if (c == '}') {
                return Optional.of("a brace closes that was not opened");
            }
            if (c != '{') {
                continue;
            }
            int end = rewrite.indexOf('}', i);
            if (end < 0) {
                return Optional.of("a brace is not closed");
            }
            String name = rewrite.substring(i + 1, end);
            if (!names.contains(name)) {
                return Optional.of("'" + TextConstraint.shown(name) + "' is no variable of the template");
            }
            i = end;
        }
        return Optional.empty();
    }
}
