package io.meshsdk.internal.route;

import io.meshsdk.call.Headers;
import io.meshsdk.internal.match.QueryParameters;
import io.meshsdk.internal.route.Format.Operator;
import io.meshsdk.internal.route.Format.OperatorText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The command operators that make sense in a process of its own. */
final class Operators {
    /** Known by its identity, for the body is no fact of a call. */
    static final Operator LOCAL_REPLY_BODY = (request, response, facts) -> null;

    private Operators() {}

    static Operator literal(String text) {
        return (request, response, facts) -> text;
    }

    /** Null where it is not supported, or not so. */
    static @Nullable Operator compile(OperatorText text) {
        String argument = text.argument();
        Operator full = argument == null ? plain(text.name()) : withArgument(text.name(), argument);
        if (full == null || text.maxLength() < 0) {
            return full;
        }
        int max = text.maxLength();
        return (request, response, facts) -> {
            String value = full.value(request, response, facts);
            return value == null || value.length() <= max ? value : value.substring(0, max);
        };
    }

    private static @Nullable Operator plain(String name) {
        return switch (name) {
            case "PATH" -> path("WQ");
            case "PROTOCOL" -> (request, response, facts) -> facts.protocol();
            case "RESPONSE_CODE" -> (request, response, facts) -> Integer.toString(facts.responseCode());
            case "RESPONSE_CODE_DETAILS" -> (request, response, facts) -> given(facts.details());
            case "RESPONSE_FLAGS" -> (request, response, facts) -> facts.flags().toString();
            case "ROUTE_NAME" -> (request, response, facts) -> given(facts.route());
            case "UPSTREAM_CLUSTER" -> (request, response, facts) -> given(facts.cluster());
            case "LOCAL_REPLY_BODY" -> LOCAL_REPLY_BODY;
            default -> null;
        };
    }

    private static @Nullable Operator withArgument(String name, String argument) {
        return switch (name) {
            case "REQ", "REQUEST_HEADER" -> header(argument, Source.REQUEST);
            case "RESP", "RESPONSE_HEADER" -> header(argument, Source.RESPONSE);
            case "QUERY_PARAM" ->
                (request, response, facts) -> {
                    String value = QueryParameters.first(request.path(), argument);
                    return value == null ? null : percentDecoded(value);
                };
            case "PATH" -> path(argument);
            default -> null;
        };
    }

    private enum Source {
        REQUEST,
        RESPONSE
    }

    private static @Nullable Operator header(String argument, Source source) {
        String[] names = argument.toLowerCase(Locale.ROOT).split("\\?", -1);
        if (names.length > 2 || names[0].isEmpty()) {
            return null;
        }
        String first = names[0];
        String second = names.length == 2 ? names[1] : "";
        if (source == Source.RESPONSE) {
            return (request, response, facts) -> response == null ? null : either(response, first, second);
        }
        return (request, response, facts) -> {
            String value = RequestParts.first(request, first);
            return value == null && !second.isEmpty() ? RequestParts.first(request, second) : value;
        };
    }

    private static @Nullable String either(Headers headers, String first, String second) {
        String value = headers.get(first);
        return value == null && !second.isEmpty() ? headers.get(second) : value;
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Operator path(String argument) {
        int colon = argument.indexOf(':');
        String query = colon < 0 ? argument : argument.substring(0, colon);
        String which = colon < 0 || colon == argument.length() - 1 ? "ORIG_OR_PATH" : argument.substring(colon + 1);
        if (!query.equals("WQ") && !query.equals("NQ")) {
            return null;
        }
        Operator whole = switch (which) {
            case "PATH" -> (request, response, facts) -> request.path();
            case "ORIG" -> (request, response, facts) -> given(facts.originalPath());
            case "ORIG_OR_PATH" ->
                (request, response, facts) -> facts.originalPath().isEmpty() ? request.path() : facts.originalPath();
            default -> null;
        };
        if (whole == null || query.equals("WQ")) {
            return whole;
        }
        return (request, response, facts) -> {
            String path = whole.value(request, response, facts);
            int end = path == null ? -1 : path.indexOf('?');
            return path == null || end < 0 ? path : path.substring(0, end);
        };
    }

    /** A plus stays a plus. */
    private static String percentDecoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        // Bytes of a header are the characters of ISO 8859-1.
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            boolean escape = text.charAt(i) == '%' && i + 2 < text.length();
            int high = escape ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = escape ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high >= 0 && low >= 0) {
                decoded.append((char) (high << 4 | low));
                i += 2;
            } else {
                decoded.append(text.charAt(i));
            }
        }
        return decoded.toString();
    }
}
