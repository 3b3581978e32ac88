package io.meshsdk.interop;

import static io.meshsdk.interop.JsonText.array;
import static io.meshsdk.interop.JsonText.object;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.Supplier;

/** What routes match: conditions that often hold for {@link RandomRequests}, and often do not. */
final class RandomMatches {
    static final String TEMPLATE_TYPE =
            "type.googleapis.com/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig";
    private static final List<String> PREFIXES =
            List.of("/", "/api", "/api/", "/a", "/users", "/API", "/static/a", "/x", "/q");
    private static final List<String> SEPARATED = List.of("/api", "/users", "/a", "/users/42", "/API");
    private static final List<String> EXACT =
            List.of("/api", "/api/v1/users", "/", "/a", "/users/42", "/a;p=1", "/q", "/static/a.css");
    private static final List<String> REGEXES = List.of(
            "/api.*",
            "/users/[0-9]+",
            "/users/(\\d+)/?.*",
            ".*",
            "/a",
            "(?i)/api/.*",
            "/[[:alpha:]]+",
            "/a(;p=1)?(/b)?");
    static final List<String> TEMPLATES = List.of(
            "/users/{id}", "/users/{id}/**", "/{a}/{b=**}", "/api/*/users", "/api/**", "/static/{f=*}", "/{x}/v1/{y}");

    private final Dice dice;

    RandomMatches(Dice dice) {
        this.dice = dice;
    }

    JsonObject match() {
        JsonObject match = path();
        if (dice.one(4)) {
            match.addProperty("case_sensitive", dice.one(3));
        }
        if (dice.one(3)) {
            match.add("headers", some(this::header));
        }
        if (dice.one(5)) {
            match.add("query_parameters", some(this::query));
        }
        if (dice.one(8)) {
            match.add("cookies", some(this::cookie));
        }
        if (dice.one(15)) {
            match.add("grpc", object());
        }
        if (dice.one(12)) {
            match.add(
                    "runtime_fraction",
                    object("default_value", object("numerator", dice.one(3) ? 0 : 100, "denominator", "HUNDRED")));
        }
        if (dice.one(20)) {
            match.add("tls_context", object("presented", dice.one(2)));
        }
        if (dice.one(20)) {
            match.add("dynamic_metadata", array(metadata()));
        }
        return match;
    }

    private JsonObject path() {
        return switch (dice.below(8)) {
            case 0, 1, 2 -> object("prefix", dice.of(PREFIXES));
            case 3 -> object("path", dice.of(EXACT));
            case 4, 5 -> object("safe_regex", object("regex", dice.of(REGEXES)));
            case 6 -> object("path_separated_prefix", dice.of(SEPARATED));
            default ->
                object(
                        "path_match_policy",
                        object(
                                "name",
                                "template",
                                "typed_config",
                                object("@type", TEMPLATE_TYPE, "path_template", dice.of(TEMPLATES))));
        };
    }

    private JsonElement header() {
        JsonObject header = object("name", dice.of(RandomRequests.HEADER_NAMES));
        switch (dice.below(7)) {
            case 0 -> header.add("range_match", object("start", -5, "end", 43));
            case 1 -> header.addProperty("present_match", dice.one(2));
            case 2 ->
                header.addProperty(
                        dice.of(List.of("exact_match", "prefix_match", "suffix_match", "contains_match")),
                        dice.of(RandomRequests.WORDS));
            case 3, 4, 5 -> header.add("string_match", string());
            default -> {}
        }
        if (dice.one(3)) {
            header.addProperty("invert_match", true);
        }
        if (dice.one(4)) {
            header.addProperty("treat_missing_header_as_empty", true);
        }
        return header;
    }

    private JsonObject query() {
        JsonObject query = object("name", dice.of(List.of("a", "b", "A", "debug", "x")));
        switch (dice.below(3)) {
            case 0 -> query.addProperty("present_match", dice.one(2));
            case 1 -> query.add("string_match", string());
            default -> {}
        }
        return query;
    }

    private JsonObject cookie() {
        JsonObject cookie = object("name", dice.of(List.of("user", "env", "s")), "string_match", string());
        if (dice.one(3)) {
            cookie.addProperty("invert_match", true);
        }
        return cookie;
    }

    private JsonObject metadata() {
        JsonObject metadata =
                object("filter", "f", "path", array(object("key", "k")), "value", object("present_match", dice.one(2)));
        metadata.addProperty("invert", dice.one(2));
        return metadata;
    }

    private JsonObject string() {
        if (dice.one(5)) {
            return object("safe_regex", object("regex", dice.of(List.of("al.*", "[0-9]+", ".*a", "(alpha|1)", ".*"))));
        }
        JsonObject string =
                object(dice.of(List.of("exact", "prefix", "suffix", "contains")), dice.of(RandomRequests.WORDS));
        if (dice.one(3)) {
            string.addProperty("ignore_case", true);
        }
        return string;
    }

    private JsonArray some(Supplier<? extends JsonElement> each) {
        JsonArray some = array(each.get());
        if (dice.one(3)) {
            some.add(each.get());
        }
        return some;
    }
}
