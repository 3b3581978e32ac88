package io.meshsdk.check;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.match.HeaderTest;
import io.meshsdk.internal.route.ClusterTarget;
import io.meshsdk.internal.route.CompiledRedirect;
import io.meshsdk.internal.route.CompiledRoute;
import io.meshsdk.internal.route.RouteDecision;
import io.meshsdk.internal.route.RouteTable;
import io.meshsdk.internal.route.RouteTrace;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.model.HeaderMatcher;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.RouteAction.Forward;
import io.meshsdk.model.RouteConfiguration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** One test of a {@link RouterCheck}: what becomes of its input. */
final class RouterCheckCase {
    private static final Set<String> KNOWN = Set.of(
            "cluster_name",
            "virtual_host_name",
            "path_rewrite",
            "host_rewrite",
            "path_redirect",
            "request_header_fields",
            "response_header_fields",
            "request_header_matches",
            "response_header_matches");

    private final Optional<CompiledRoute> route;
    private final String virtualHost;
    private final String cluster;
    private final RequestHead sent;
    private final Headers answered;
    private final String redirect;

    private RouterCheckCase(
            Optional<CompiledRoute> route,
            String virtualHost,
            String cluster,
            RequestHead sent,
            Headers answered,
            String redirect) {
        this.route = route;
        this.virtualHost = virtualHost;
        this.cluster = cluster;
        this.sent = sent;
        this.answered = answered;
        this.redirect = redirect;
    }

    /** The random value decides weights and fractions alike. */
    static RouterCheckCase find(RouteTable table, JsonObject input) {
        boolean ssl = Json.flag(input, "ssl");
        Headers.Builder headers = Headers.builder().add("x-forwarded-proto", ssl ? "https" : "http");
        if (Json.flag(input, "internal")) {
            headers.add("x-envoy-internal", "true");
        }
        fields(input, "additional_request_headers").forEach(pair -> headers.add(pair.name(), pair.value()));
        RequestHead head = new RequestHead(
                Json.find(input, "method").isPresent() ? Json.text(input, "method") : "GET",
                ssl ? "https" : "http",
                Json.text(input, "authority"),
                Json.text(input, "path"),
                headers.build());
        Headers.Builder response = Headers.builder();
        fields(input, "additional_response_headers").forEach(pair -> response.add(pair.name(), pair.value()));
        long random = Json.find(input, "random_value").isPresent() ? Json.number(input, "random_value") : 0;
        RouteDecision decision = table.find(head, random << 32 | random, RouteTrace.SILENT);
        if (decision instanceof CompiledRoute route) {
            return of(route, head, response.build(), random << 32);
        }
        String host = decision instanceof RouteDecision.NoRoute none
                ? none.virtualHost()
                : ((RouteDecision.RequireTls) decision).virtualHost();
        String location = decision instanceof RouteDecision.RequireTls tls ? tls.location(head) : "";
        return new RouterCheckCase(Optional.empty(), host, "", head, response.build(), location);
    }

    private static RouterCheckCase of(CompiledRoute route, RequestHead head, Headers response, long random) {
        ClusterTarget target = route.target(head, random);
        CompiledRedirect redirect = route.redirect();
        RouteFacts before = new RouteFacts(route.name(), "", "");
        String location = redirect == null ? "" : redirect.locate(head, before).uri();
        if (!(route.action() instanceof Forward)) {
            Headers answered = target.mutate(response, head, before);
            return new RouterCheckCase(Optional.of(route), route.virtualHost(), "", head, answered, location);
        }
        String cluster = target.cluster(head);
        RequestHead sent = route.mutate(target, head, new RouteFacts(route.name(), cluster, ""));
        String path = route.rewrittenPath(sent, new RouteFacts(route.name(), cluster, ""));
        RouteFacts after = new RouteFacts(route.name(), cluster, path == null ? "" : sent.path());
        sent = path == null ? sent : sent.withPath(path);
        return new RouterCheckCase(
                Optional.of(route), route.virtualHost(), cluster, sent, target.mutate(response, sent, after), location);
    }

    Optional<CompiledRoute> route() {
        return route;
    }

    List<String> differences(JsonObject validate) {
        Differences differences = new Differences();
        for (String field : validate.keySet()) {
            if (!KNOWN.contains(field)) {
                differences.add(field + " is not supported");
            }
        }
        differences
                .compareText("virtual_host_name", virtualHost, validate)
                .compareText("cluster_name", cluster, validate)
                .compareText("path_rewrite", forwards() ? sent.path() : "", validate)
                .compareText("host_rewrite", forwards() ? sent.authority() : "", validate)
                .compareText("path_redirect", redirect, validate);
        compare("request_header_fields", sent.headers(), validate, differences);
        compare("response_header_fields", answered, validate, differences);
        for (HeaderMatcher matcher : matchers(validate, "request_header_matches")) {
            if (!HeaderTest.of(matcher).matches(sent)) {
                differences.add("request_header_matches: " + matcher.name() + " does not match");
            }
        }
        for (HeaderMatcher matcher : matchers(validate, "response_header_matches")) {
            if (!HeaderTest.of(matcher).matches(answered)) {
                differences.add("response_header_matches: " + matcher.name() + " does not match");
            }
        }
        return differences.list();
    }

    private boolean forwards() {
        return route.isPresent() && route.get().action() instanceof Forward;
    }

    private record Field(String name, String value) {}

    private void compare(String list, Headers actual, JsonObject validate, Differences differences) {
        for (Field field : fields(validate, list)) {
            RequestHead head = list.startsWith("request") ? sent : sent.withHeaders(actual);
            String value = switch (field.name()) {
                case ":authority" -> head.authority();
                case ":path" -> head.path();
                case ":method" -> head.method();
                default -> Objects.requireNonNullElse(actual.get(field.name()), "");
            };
            differences.compare(list + " " + field.name(), value, field.value());
        }
    }

    private static List<Field> fields(JsonObject parent, String list) {
        if (Json.find(parent, list).isEmpty()) {
            return List.of();
        }
        JsonArray array = Json.array(parent, list);
        return array.asList().stream()
                .map(Json::object)
                .map(pair -> new Field(Json.text(pair, "key").toLowerCase(Locale.ROOT), Json.text(pair, "value")))
                .toList();
    }

    /** Read by the parser of routes, so that they mean what they mean there. */
    private static List<HeaderMatcher> matchers(JsonObject validate, String list) {
        if (Json.find(validate, list).isEmpty()) {
            return List.of();
        }
        JsonObject match = new JsonObject();
        match.addProperty("prefix", "/");
        match.add("headers", Json.array(validate, list));
        JsonElement routes = JsonParser.parseString(
                "{virtual_hosts: [{name: v, domains: ['*'], routes: [{match: " + match + ", route: {cluster: c}}]}]}");
        Parsed parsed = OfflineMesh.parse(ResourceType.ROUTE_CONFIGURATION, routes.toString(), Optional.empty());
        if (parsed instanceof Parsed.Accepted accepted) {
            RouteConfiguration configuration = (RouteConfiguration) accepted.resource();
            return configuration.virtualHosts().get(0).routes().get(0).match().headers();
        }
        throw new MalformedVectorException(
                list + ": " + ((Parsed.Rejected) parsed).why().get(0));
    }
}
