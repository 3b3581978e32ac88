package io.meshsdk.internal.xds.wire;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What RE2 allows and RE2/J does not look at: how often a part is repeated, repetitions of repetitions multiplied, and how
 * deep groups stand in groups. RE2/J would build a program of any size for {@code ((a{1000}){1000}){1000}}, and run out of
 * stack.
 */
final class RegexLimits {
    private static final long REPETITIONS = 1000;
    private static final int DEPTH = 1000;

    private final String regex;
    private int at;
    private int deepest;

    private RegexLimits(String regex) {
        this.regex = regex;
    }

    /** What passes a limit, if anything does. What is malformed otherwise is for others to refuse. */
    static Optional<String> refusal(String regex) {
        RegexLimits limits = new RegexLimits(regex);
        if (limits.most() > REPETITIONS) {
            return Optional.of("repeats something more than " + REPETITIONS + " times");
        }
        return limits.deepest > DEPTH
                ? Optional.of("has groups in groups, more than " + DEPTH + " deep")
                : Optional.empty();
    }

    private long most() {
        // The largest product within each group that is open; the outermost first.
        Deque<Long> open = new ArrayDeque<>();
        open.push(1L);
        long last = 1;
        while (at < regex.length()) {
            char c = regex.charAt(at);
            if (c == '(') {
                open.push(1L);
                deepest = Math.max(deepest, open.size());
                at++;
                last = 1;
            } else if (c == ')') {
                last = open.size() > 1 ? open.pop() : 1;
                open.push(Math.max(open.pop(), last));
                at++;
            } else if (c == '{') {
                last = Math.min(last * count(), REPETITIONS + 1);
                open.push(Math.max(open.pop(), last));
            } else if (c == '*' || c == '+' || c == '?') {
                at++;
            } else {
                atom(c);
                last = 1;
            }
        }
        return open.stream().mapToLong(Long::longValue).max().orElse(1);
    }

    /** Passes a character, an escape or a class. */
    private void atom(char c) {
        if (c == '\\') {
            int end = regex.startsWith("\\Q", at) ? regex.indexOf("\\E", at) : -1;
            at = regex.startsWith("\\Q", at) ? (end < 0 ? regex.length() : end + 2) : at + 2;
        } else if (c == '[') {
            at++;
            if (at < regex.length() && regex.charAt(at) == '^') {
                at++;
            }
            boolean first = true;
            while (at < regex.length() && (first || regex.charAt(at) != ']')) {
                first = false;
                at += regex.charAt(at) == '\\' ? 2 : regex.startsWith("[:", at) ? named() : 1;
            }
            at++;
        } else {
            at++;
        }
    }

    private int named() {
        int end = regex.indexOf(":]", at);
        return end < 0 ? 1 : end + 2 - at;
    }

    /** The larger number of {@code {n,m}}; 1 where this is no repetition but a brace. */
    private long count() {
        int end = regex.indexOf('}', at);
        String text = end < 0 ? "" : regex.substring(at + 1, end);
        if (!text.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
            at++;
            return 1;
        }
        at = end + 1;
        long most = 1;
        for (String number : text.split(",", -1)) {
            most = Math.max(most, number.isEmpty() ? 1 : Long.parseLong(number));
        }
        return most;
    }
}
