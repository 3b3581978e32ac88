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
    private static final String SEGMENT = "[a-zA-Z0-9\\-._~%!$&'()+,;:@=]";
    private static final String LITERALS =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%!$&'()+,;:@=";
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
        if (!template.startsWith("/")) {
            throw new IllegalArgumentException("a template begins with /");
        }
        StringBuilder regex = new StringBuilder();
        Set<String> names = new HashSet<>();
        boolean glob = false;
        for (String segment : template.substring(1).split("/", -1)) {
            regex.append('/');
            boolean variable = segment.startsWith("{") && segment.endsWith("}");
            if (glob && (variable || segment.startsWith("*"))) {
                throw new IllegalArgumentException("** may only be the last operator");
            }
            glob |= variable
                    ? variable(segment.substring(1, segment.length() - 1), names, regex)
                    : segment(segment, regex);
        }
        return Regex.compile(regex.toString());
    }

    private static boolean variable(String text, Set<String> names, StringBuilder regex) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        if (!name.matches("[a-zA-Z][a-zA-Z0-9_]{0,15}")) {
            throw new IllegalArgumentException("not a variable's name: " + name);
        }
        if (!names.add(name) || names.size() > MAX_VARIABLES) {
            throw new IllegalArgumentException("a variable twice, or more than " + MAX_VARIABLES + ": " + name);
        }
        String pattern = equals < 0 ? "*" : text.substring(equals + 1);
        regex.append('(');
        boolean glob = value(pattern, regex);
        regex.append(')');
        return glob;
    }

    private static boolean value(String pattern, StringBuilder regex) {
        if (pattern.equals("*") || pattern.equals("**")) {
            return segment(pattern, regex);
        }
        // As Envoy has it: a star within a variable's literal is the regular expression's.
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '*' && i > 0) {
                regex.append('*');
            } else {
                literal(pattern.charAt(i), regex);
            }
        }
        return false;
    }

    /** Whether it was, or began with, {@code **}. */
    private static boolean segment(String text, StringBuilder regex) {
        if (text.equals("*")) {
            regex.append(SEGMENT).append('+');
            return false;
        }
        boolean glob = text.startsWith("**");
        if (glob) {
            regex.append("[a-zA-Z0-9\\-._~%!$&'()+,;:@=/]*");
        }
        for (int i = glob ? 2 : 0; i < text.length(); i++) {
            literal(text.charAt(i), regex);
        }
        return glob;
    }

    private static void literal(char c, StringBuilder regex) {
        if (LITERALS.indexOf(c) < 0) {
            throw new IllegalArgumentException("not allowed in a template's literal: " + c);
        }
        if (!Character.isLetterOrDigit(c)) {
            regex.append('\\');
        }
        regex.append(c);
    }
}
