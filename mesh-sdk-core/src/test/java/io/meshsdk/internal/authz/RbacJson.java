package io.meshsdk.internal.authz;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.meshsdk.model.CidrRange;
import io.meshsdk.model.HeaderMatcher;
import io.meshsdk.model.Rbac;
import io.meshsdk.model.Rbac.Permission;
import io.meshsdk.model.Rbac.Policy;
import io.meshsdk.model.Rbac.Principal;
import io.meshsdk.model.StringMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads the JSON of the recorded rules; what it does not know fails the test. */
final class RbacJson {
    private RbacJson() {}

    static Rbac rbac(JsonObject json) {
        TreeMap<String, Policy> policies = new TreeMap<>();
        json.getAsJsonObject("policies")
                .asMap()
                .forEach((name, policy) -> policies.put(
                        name,
                        new Policy(
                                list(policy.getAsJsonObject().get("permissions"), RbacJson::permission),
                                list(policy.getAsJsonObject().get("principals"), RbacJson::principal))));
        String action = json.has("action") ? json.get("action").getAsString() : "ALLOW";
        return new Rbac(Rbac.Action.valueOf(action), policies);
    }

    private static Permission permission(JsonObject json) {
        Map.Entry<String, JsonElement> only = json.entrySet().iterator().next();
        JsonElement value = only.getValue();
        return switch (only.getKey()) {
            case "any" -> new Permission.Any();
            case "and_rules" -> new Permission.And(list(in(value, "rules"), RbacJson::permission));
            case "or_rules" -> new Permission.Or(list(in(value, "rules"), RbacJson::permission));
            case "not_rule" -> new Permission.Not(permission(value.getAsJsonObject()));
            case "header" -> new Permission.Header(header(value.getAsJsonObject()));
            case "url_path" -> new Permission.UrlPath(text(in(value, "path")));
            case "uri_template" ->
                new Permission.UriTemplate(
                        in(in(value, "typed_config"), "path_template").getAsString());
            case "requested_server_name" -> new Permission.RequestedServerName(text(value));
            default -> throw new IllegalArgumentException(only.getKey());
        };
    }

    private static Principal principal(JsonObject json) {
        Map.Entry<String, JsonElement> only = json.entrySet().iterator().next();
        JsonElement value = only.getValue();
        return switch (only.getKey()) {
            case "any" -> new Principal.Any();
            case "and_ids" -> new Principal.And(list(in(value, "ids"), RbacJson::principal));
            case "or_ids" -> new Principal.Or(list(in(value, "ids"), RbacJson::principal));
            case "not_id" -> new Principal.Not(principal(value.getAsJsonObject()));
            case "header" -> new Principal.Header(header(value.getAsJsonObject()));
            case "url_path" -> new Principal.UrlPath(text(in(value, "path")));
            case "authenticated" ->
                value.getAsJsonObject().has("principal_name")
                        ? new Principal.Authenticated(text(in(value, "principal_name")))
                        : new Principal.AnyAuthenticated();
            case "direct_remote_ip" -> new Principal.DirectRemoteIp(range(value));
            case "remote_ip" -> new Principal.RemoteIp(range(value));
            default -> throw new IllegalArgumentException(only.getKey());
        };
    }

    private static CidrRange range(JsonElement json) {
        return new CidrRange(
                in(json, "address_prefix").getAsString(), in(json, "prefix_len").getAsInt());
    }

    private static HeaderMatcher header(JsonObject json) {
        HeaderMatcher.Test test = new HeaderMatcher.Present(true);
        if (json.has("string_match")) {
            test = new HeaderMatcher.Text(text(json.get("string_match")));
        } else if (json.has("safe_regex_match")) {
            test = new HeaderMatcher.Text(new StringMatcher.SafeRegex(
                    in(json.get("safe_regex_match"), "regex").getAsString()));
        } else if (json.has("range_match")) {
            test = new HeaderMatcher.Range(
                    in(json.get("range_match"), "start").getAsLong(),
                    in(json.get("range_match"), "end").getAsLong());
        } else if (json.has("present_match")) {
            test = new HeaderMatcher.Present(json.get("present_match").getAsBoolean());
        }
        return new HeaderMatcher(
                json.get("name").getAsString(),
                test,
                json.has("invert_match") && json.get("invert_match").getAsBoolean(),
                json.has("treat_missing_header_as_empty")
                        && json.get("treat_missing_header_as_empty").getAsBoolean());
    }

    private static StringMatcher text(JsonElement element) {
        JsonObject json = element.getAsJsonObject();
        boolean ignoreCase = json.has("ignore_case") && json.get("ignore_case").getAsBoolean();
        for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
            switch (entry.getKey()) {
                case "exact":
                    return new StringMatcher.Exact(entry.getValue().getAsString(), ignoreCase);
                case "prefix":
                    return new StringMatcher.Prefix(entry.getValue().getAsString(), ignoreCase);
                case "suffix":
                    return new StringMatcher.Suffix(entry.getValue().getAsString(), ignoreCase);
                case "contains":
                    return new StringMatcher.Contains(entry.getValue().getAsString(), ignoreCase);
                case "safe_regex":
                    return new StringMatcher.SafeRegex(
                            in(entry.getValue(), "regex").getAsString());
                default:
            }
        }
        throw new IllegalArgumentException(json.toString());
    }

    private static JsonElement in(JsonElement json, String field) {
        return json.getAsJsonObject().get(field);
    }

    private static <T> List<T> list(JsonElement json, Function<JsonObject, T> each) {
        List<T> made = new ArrayList<>();
        json.getAsJsonArray().forEach(element -> made.add(each.apply(element.getAsJsonObject())));
        return made;
    }
}
