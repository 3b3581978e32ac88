package io.meshsdk.internal.match;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code envoy.extensions.path.match.uri_template}: {@code *} takes one segment that is not empty, {@code **} any number
 * of characters, {@code {name=pattern}} what its pattern takes.
 */
public final class UriTemplate {
    private static final String SEGMENT = "[a-zA-Z0-9\\-._~%!$&'()*+,;:@=]";
    private static final String LITERALS =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%!$&'()+,;:@=";
    private static final String TEXT = "[a-zA-Z0-9\\-._~%!$&'()*+,;:@=/]*";
    private static final Regex NOTHING = Regex.compile("[^\\x00-\\x{10FFFF}]");
    private static final int MAX_VARIABLES = 5;
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9_]*)");

    private UriTemplate() {}

    /** Why this is no template, if it is none. */
    public static Optional<String> refusal(String template) {
        try {
            compile(template);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** {@code UriTemplateRewriteConfig}: literals, and variables of the template that matched. */
    public interface Rewriter {
        /** Null where the template does not match the path. */
        @Nullable
        String rewrite(String path);
    }

    /**
     * @throws IllegalArgumentException where {@link #refusal} has a reason
     */
    public static Rewriter rewriter(String template, String rewrite) {
        Regex regex = compile(template);
        List<String> names = new ArrayList<>();
        Matcher variables = VARIABLE.matcher(template);
        while (variables.find()) {
            names.add(variables.group(1));
        }
        // Variables are the only groups, so the number of one is its place.
        StringBuilder substitution = new StringBuilder();
        for (int i = 0; i < rewrite.length(); i++) {
            char c = rewrite.charAt(i);
            int end = c == '{' ? rewrite.indexOf('}', i) : -1;
            if (end > 0) {
                substitution.append('\\').append(names.indexOf(rewrite.substring(i + 1, end)) + 1);
                i = end;
            } else {
                substitution.append(c == '\\' ? "\\\\" : String.valueOf(c));
            }
        }
        return path -> regex.matches(path) ? regex.replaceAll(path, substitution.toString()) : null;
    }

    static Regex compile(String template) {
        return new Parser(template).regex();
    }

    /** Reads a template from left to right. */
    private static final class Parser {
        private final StringBuilder regex = new StringBuilder();
        private final Set<String> names = new HashSet<>();
        private boolean glob;
        private String rest;

        Parser(String template) {
            if (!template.startsWith("/")) {
                throw new IllegalArgumentException("a template begins with /");
            }
            rest = template.substring(1);
        }

        Regex regex() {
            regex.append('/');
            while (!rest.isEmpty()) {
                segment();
                if (!rest.isEmpty()) {
                    regex.append('/');
                    rest = rest.substring(1);
                }
            }
            try {
                return Regex.compile(regex.toString());
            } catch (IllegalArgumentException e) {
                // A star after a star, which Envoy takes for a template that no path matches.
                return NOTHING;
            }
        }

        /** Up to the next slash, which may be within a variable. */
        private void segment() {
            if (rest.startsWith("*")) {
                operator();
                String suffix = upToSlash();
                if (!suffix.isEmpty()) {
                    literal(suffix);
                    if (!rest.isEmpty()) {
                        throw new IllegalArgumentException("what follows * or ** directly must be the template's end");
                    }
                }
                return;
            }
            if (!rest.startsWith("{")) {
                String before = upToSlash();
                int brace = before.indexOf('{');
                if (brace < 0 || before.indexOf('}', brace) < 0) {
                    literal(before);
                    return;
                }
                literal(before.substring(0, brace));
                rest = before.substring(brace) + rest;
            }
            int end = rest.indexOf('}');
            if (end < 0) {
                throw new IllegalArgumentException("a brace is not closed");
            }
            String inside = rest.substring(1, end);
            rest = rest.substring(end + 1);
            variable(inside);
            String after = upToSlash();
            if (!after.isEmpty()) {
                literal(after);
            }
        }

        private String upToSlash() {
            int slash = rest.indexOf('/');
            String text = slash < 0 ? rest : rest.substring(0, slash);
            rest = rest.substring(text.length());
            return text;
        }

        private void operator() {
            boolean text = rest.startsWith("**");
            rest = rest.substring(text ? 2 : 1);
            glob(text);
            regex.append(text ? TEXT : SEGMENT + "+");
        }

        private void glob(boolean text) {
            if (glob) {
                throw new IllegalArgumentException("** may only be the last operator");
            }
            glob = text;
        }

        private void variable(String text) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            if (!name.matches("[a-zA-Z][a-zA-Z0-9_]{0,15}")) {
                throw new IllegalArgumentException("not a variable's name: " + name);
            }
            if (!names.add(name) || names.size() > MAX_VARIABLES) {
                throw new IllegalArgumentException("a variable twice, or more than " + MAX_VARIABLES + ": " + name);
            }
            regex.append('(');
            if (equals < 0) {
                glob(false);
                regex.append(SEGMENT).append('+');
            } else {
                value(text.substring(equals + 1));
            }
            regex.append(')');
        }

        /** Operators and literals, with a slash between each two. */
        private void value(String pattern) {
            String after = rest;
            rest = pattern;
            do {
                if (rest.startsWith("*")) {
                    operator();
                } else {
                    literal(upToSlash());
                }
                if (!rest.isEmpty() && (rest.charAt(0) != '/' || rest.length() == 1)) {
                    throw new IllegalArgumentException("not a variable's pattern: " + pattern);
                }
                if (!rest.isEmpty()) {
                    regex.append('/');
                    rest = rest.substring(1);
                }
            } while (!rest.isEmpty());
            rest = after;
        }

        /** As Envoy has it: a star within a literal is the regular expression's. */
        private void literal(String text) {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("there is nothing between two slashes, or in a variable's pattern");
            }
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '*') {
                    regex.append(c);
                } else if (LITERALS.indexOf(c) < 0) {
                    throw new IllegalArgumentException("not allowed in a template's literal: " + c);
                } else {
                    regex.append(Character.isLetterOrDigit(c) ? "" : "\\").append(c);
                }
            }
        }
    }
}
