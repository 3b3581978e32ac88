package io.meshsdk.interop;

import static io.meshsdk.interop.JsonText.array;
import static io.meshsdk.interop.JsonText.object;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** What routes do, and what they and the levels above change of headers. */
final class RandomActions {
    private static final String TEMPLATE_TYPE =
            "type.googleapis.com/envoy.extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig";
    private static final List<String> CLUSTERS = List.of("c0", "c1", "c2", "c3", "c4", "c5", "c0", "c1", "nope");
    private static final List<String> ACTIONS =
            List.of("APPEND_IF_EXISTS_OR_ADD", "ADD_IF_ABSENT", "OVERWRITE_IF_EXISTS_OR_ADD", "OVERWRITE_IF_EXISTS");
    private static final List<String> FORMATS = List.of(
            "plain",
            "",
            "%REQ(x-a)%",
            "%REQ(x-none?x-b)%",
            "%REQ(:path)%",
            "%REQ(:authority)%-%REQ(:method)%",
            "%REQ(user-agent)%",
            "%QUERY_PARAM(a)%",
            "%PATH(NQ)%",
            "%PATH%",
            "%PATH(WQ:PATH)%",
            "%PATH(WQ:ORIG)%",
            "%PATH(NQ:ORIG_OR_PATH)%",
            "%RESP(x-multi)%",
            "%RESP(x-none?x-resp)%",
            "%RESPONSE_CODE%",
            "%RESPONSE_CODE_DETAILS%",
            "%RESPONSE_FLAGS%",
            "%ROUTE_NAME%",
            "%UPSTREAM_CLUSTER%",
            "%PROTOCOL%",
            "100%%",
            "%REQ(x-b):2%");
    private static final List<String> REQUEST_NAMES =
            List.of("x-a", "x-b", "x-new", "x-new2", "user-agent", "x-empty", "cookie", "X-Mixed");
    private static final List<String> RESPONSE_NAMES =
            List.of("x-resp", "x-multi", "x-new", "x-rm", "x-empty", "content-type", "X-Mixed");

    private final Dice dice;

    RandomActions(Dice dice) {
        this.dice = dice;
    }

    void mutations(JsonObject level, String name) {
        if (dice.one(3)) {
            level.add("request_headers_to_add", add(REQUEST_NAMES, name));
        }
        if (dice.one(5)) {
            level.add("request_headers_to_remove", array(dice.of(REQUEST_NAMES)));
        }
        if (dice.one(3)) {
            level.add("response_headers_to_add", add(RESPONSE_NAMES, name));
        }
        if (dice.one(5)) {
            level.add("response_headers_to_remove", array(dice.of(RESPONSE_NAMES)));
        }
    }

    private JsonArray add(List<String> names, String level) {
        JsonArray add = new JsonArray();
        for (int i = 0; i <= dice.below(3); i++) {
            String value = dice.one(3) ? level + i : dice.of(FORMATS);
            add.add(RandomRoutes.option(dice.of(names), value, dice.of(ACTIONS), dice.one(4)));
        }
        return add;
    }

    void action(JsonObject route, JsonObject match) {
        switch (dice.below(10)) {
            case 0, 1 -> route.add("redirect", redirect(match));
            case 2 -> route.add("direct_response", direct());
            default -> route.add("route", forward(match));
        }
    }

    private JsonObject direct() {
        JsonObject direct = object("status", dice.of(List.of(200, 201, 302, 404, 503)));
        if (!dice.one(4)) {
            direct.add("body", object("inline_string", dice.of(List.of("body", "b\u00e4", ""))));
        }
        if (dice.one(4)) {
            String text = "<" + dice.of(FORMATS) + " %LOCAL_REPLY_BODY% " + dice.of(FORMATS) + ">";
            JsonObject format = object("text_format_source", object("inline_string", text));
            if (dice.one(2)) {
                format.addProperty("content_type", "text/html");
            }
            format.addProperty("omit_empty_values", dice.one(2));
            direct.add("body_format", format);
        }
        return direct;
    }

    private JsonObject redirect(JsonObject match) {
        JsonObject redirect = object();
        switch (dice.below(3)) {
            case 0 -> redirect.addProperty("https_redirect", true);
            case 1 -> redirect.addProperty("scheme_redirect", dice.of(List.of("https", "HTTPS", "http", "ftp")));
            default -> {}
        }
        if (dice.one(2)) {
            redirect.addProperty("host_redirect", dice.of(List.of("new.test", "new.test:444")));
        }
        if (dice.one(3)) {
            redirect.addProperty("port_redirect", dice.of(List.of(8443, 443, 80)));
        }
        switch (dice.below(6)) {
            case 0 -> redirect.addProperty("path_redirect", dice.of(List.of("/new", "/new?z=1", "new")));
            case 1 -> {
                if (!match.has("path_match_policy")) {
                    redirect.addProperty("prefix_rewrite", dice.of(List.of("/new", "/", "new")));
                }
            }
            case 2 -> redirect.add("regex_rewrite", regex());
            case 3 -> redirect.addProperty("path_rewrite", dice.of(List.of("%REQ(x-p)%", "/f%PATH(NQ)%", "/f?y=1")));
            default -> {}
        }
        if (dice.one(2)) {
            redirect.addProperty(
                    "response_code",
                    dice.of(List.of("FOUND", "SEE_OTHER", "TEMPORARY_REDIRECT", "PERMANENT_REDIRECT")));
        }
        redirect.addProperty("strip_query", dice.one(3));
        return redirect;
    }

    private JsonObject regex() {
        return switch (dice.below(5)) {
            case 0 -> object("pattern", object("regex", "^/api"), "substitution", "/v");
            case 1 -> object("pattern", object("regex", "/([^/]*)/([^/]*)"), "substitution", "/\\2/\\1");
            case 2 -> object("pattern", object("regex", "x*"), "substitution", "-");
            case 3 -> object("pattern", object("regex", ".*"), "substitution", "");
            default -> object("pattern", object("regex", "[a-z]+"), "substitution", "\\0\\\\");
        };
    }

    private JsonObject forward(JsonObject match) {
        JsonObject forward = object();
        switch (dice.below(5)) {
            case 0 -> forward.addProperty("cluster_header", "x-cluster");
            case 1, 2 -> weighted(forward);
            default -> forward.addProperty("cluster", dice.of(CLUSTERS));
        }
        if (dice.one(6)) {
            forward.addProperty(
                    "cluster_not_found_response_code",
                    dice.of(List.of("NOT_FOUND", "SERVICE_UNAVAILABLE", "INTERNAL_SERVER_ERROR")));
        }
        path(forward, match);
        switch (dice.below(9)) {
            case 0 -> forward.addProperty("host_rewrite_literal", "lit.test");
            case 1 -> forward.addProperty("auto_host_rewrite", true);
            case 2 -> forward.addProperty("host_rewrite_header", dice.of(List.of("x-h", ":path", "x-none")));
            case 3 ->
                forward.add(
                        "host_rewrite_path_regex",
                        object("pattern", object("regex", "^/([a-z0-9]+).*$"), "substitution", "\\1.test"));
            case 4 ->
                forward.addProperty(
                        "host_rewrite", dice.of(List.of("%REQ(x-h)%", "%REQ(x-a)%.dyn.test", "p%PATH(NQ)%")));
            default -> {}
        }
        if (dice.one(3)) {
            forward.addProperty("append_x_forwarded_host", true);
        }
        return forward;
    }

    private void path(JsonObject forward, JsonObject match) {
        boolean template = match.has("path_match_policy");
        switch (dice.below(7)) {
            case 0 -> {
                if (!template) {
                    forward.addProperty("prefix_rewrite", dice.of(List.of("/", "/p", "/p/", "p")));
                }
            }
            case 1 -> forward.add("regex_rewrite", regex());
            case 2 ->
                forward.addProperty(
                        "path_rewrite", dice.of(List.of("%REQ(x-p)%", "/f%PATH(NQ)%", "/%REQ(:authority)%", "/q?z=1")));
            case 3 -> {
                if (template) {
                    String variables =
                            match.getAsJsonObject("path_match_policy").toString();
                    String rewrite = variables.contains("{id}") ? "/r/{id}x" : "/plain";
                    forward.add(
                            "path_rewrite_policy",
                            object(
                                    "name",
                                    "template",
                                    "typed_config",
                                    object("@type", TEMPLATE_TYPE, "path_template_rewrite", rewrite)));
                }
            }
            default -> {}
        }
    }

    private void weighted(JsonObject forward) {
        JsonArray clusters = new JsonArray();
        int kind = dice.below(3);
        int entries = 1 + dice.below(4);
        for (int i = 0; i < entries; i++) {
            // Where chance would decide, it has one choice.
            int weight = i == 0 ? 1 + dice.below(9) : kind == 0 ? 0 : dice.below(10);
            JsonObject cluster = dice.one(8)
                    ? object("cluster_header", "x-cluster", "weight", weight)
                    : object("name", dice.of(CLUSTERS), "weight", weight);
            if (dice.one(4)) {
                cluster.addProperty("host_rewrite_literal", "wc" + i + ".test");
            }
            if (dice.one(2)) {
                mutations(cluster, "wc");
            }
            clusters.add(cluster);
        }
        JsonObject weighted = object("clusters", clusters);
        if (kind == 1) {
            weighted.addProperty("header_name", "x-rand");
        } else if (kind == 2) {
            weighted.addProperty("use_hash_policy", true);
            JsonArray policies = array(object("header", object("header_name", "x-hash"), "terminal", dice.one(2)));
            if (dice.one(2)) {
                policies.add(object("cookie", object("name", "user")));
            }
            if (dice.one(2)) {
                policies.add(object("query_parameter", object("name", "a")));
            }
            if (dice.one(3)) {
                policies.add(object("header", object("header_name", dice.of(List.of("x-a", ":path", "user-agent")))));
            }
            forward.add("hash_policy", policies);
        }
        forward.add("weighted_clusters", weighted);
    }
}
