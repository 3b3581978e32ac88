package io.meshsdk.internal.xds.wire;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Envoy would say of a format string; whether it can be evaluated here is another question. */
final class Formats {
    private static final Pattern OPERATOR = Pattern.compile("%([A-Z0-9_]+)(?:\\(([^)]*)\\))?(?::([0-9]+))?%");

    private static final Pattern PATH = Pattern.compile("(WQ|NQ)(:(PATH|ORIG|ORIG_OR_PATH))?");

    private static final Pattern STATUS = Pattern.compile("CAMEL_STRING|SNAKE_STRING|NUMBER");
    private static final Pattern PERIOD = Pattern.compile("[^:]+:[^:]+(:(ms|us|ns))?");
    private static final Pattern METADATA =
            Pattern.compile("(DYNAMIC|CLUSTER|ROUTE|UPSTREAM_HOST|LISTENER|LISTENER_FILTER_CHAIN|VIRTUAL_HOST)(:.*)?");
    private static final Pattern STATE = Pattern.compile("[^:]*(:(PLAIN|TYPED|FIELD)(:.*)?)?");
    private static final Pattern SPACE = Pattern.compile(".*\\s.*");

    private Formats() {}

    static Optional<String> refusal(String text) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i)) {
            if (text.startsWith("%%", i)) {
                i += 2;
                continue;
            }
            Matcher operator = OPERATOR.matcher(text);
            if (!operator.find(i) || operator.start() != i) {
                return Optional.of("the % at " + i + " begins no operator; write %% for a percent sign");
            }
            Optional<String> wrong = refusal(operator.group(1), operator.group(2))
                    .or(() -> length(operator.group(1), operator.group(3)));
            if (wrong.isPresent()) {
                return wrong;
            }
            i = operator.end();
        }
        return Optional.empty();
    }

    private static Optional<String> refusal(String name, @Nullable String parameter) {
        String operator = "%" + TextConstraint.shown(name) + "%";
        if (name.equals("PATH")) {
            return parameter == null || PATH.matches(parameter)
                    ? Optional.empty()
                    : Optional.of(operator + " takes WQ or NQ, and :PATH, :ORIG or :ORIG_OR_PATH after it");
        }
        if (name.equals("GRPC_STATUS")) {
            return parameter == null || STATUS.matches(parameter)
                    ? Optional.empty()
                    : Optional.of(operator + " takes CAMEL_STRING, SNAKE_STRING or NUMBER");
        }
        if (Operators.WITH_PARAMETER.contains(name)) {
            return withParameter(name, operator, parameter == null ? "" : parameter);
        }
        if (Operators.ALONE.contains(name)) {
            return parameter == null ? Optional.empty() : Optional.of(operator + " takes no parameter");
        }
        return Operators.EITHER_WAY.contains(name)
                ? Optional.empty()
                : Optional.of(operator + " is no operator of Envoy's");
    }

    private static Optional<String> length(String name, @Nullable String length) {
        return length != null && Operators.ALONE.contains(name)
                ? Optional.of("%" + TextConstraint.shown(name) + "% takes no length")
                : Optional.empty();
    }

    private static Optional<String> withParameter(String name, String operator, String parameter) {
        if (parameter.isEmpty()) {
            return Optional.of(operator + " needs a parameter");
        }
        if (Operators.HEADERS.contains(name) && SPACE.matches(parameter)) {
            return Optional.of(operator + " takes a header's name, which has no space");
        }
        if (name.equals("COMMON_DURATION") && !PERIOD.matches(parameter)) {
            return Optional.of(operator + " takes two points in time, and a unit if it is to be another");
        }
        if (name.equals("FILTER_STATE") && !STATE.matches(parameter)) {
            return Optional.of(operator + " is written out as PLAIN, TYPED or FIELD");
        }
        if (name.equals("METADATA") && !METADATA.matches(parameter)) {
            return Optional.of(operator + " is of DYNAMIC, CLUSTER, ROUTE, UPSTREAM_HOST, LISTENER or VIRTUAL_HOST");
        }
        boolean alternatives = parameter.indexOf('?') != parameter.lastIndexOf('?');
        return Operators.HEADERS.contains(name) && alternatives
                ? Optional.of(operator + " takes only one alternative, not " + TextConstraint.shown(parameter))
                : Optional.empty();
    }
}
