package io.meshsdk.internal.authz;

import java.util.List;

/** A permission or a principal, compiled. Never throws, whatever a peer sent. */
interface Rule {
    Rule ANY = subject -> true;

    boolean matches(Subject subject);

    /** An empty list matches; a parser lets none through. */
    static Rule all(List<Rule> rules) {
        Rule[] each = rules.toArray(Rule[]::new);
        return subject -> {
            for (Rule rule : each) {
                if (!rule.matches(subject)) {
                    return false;
                }
            }
            return true;
        };
    }

    /** An empty list does not match. */
    static Rule any(List<Rule> rules) {
        if (rules.size() == 1) {
            return rules.get(0);
        }
        Rule[] each = rules.toArray(Rule[]::new);
        return subject -> {
            for (Rule rule : each) {
                if (rule.matches(subject)) {
                    return true;
                }
            }
            return false;
        };
    }

    static Rule not(Rule rule) {
        return subject -> !rule.matches(subject);
    }
}
