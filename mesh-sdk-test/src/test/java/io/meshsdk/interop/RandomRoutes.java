package io.meshsdk.interop;

import static io.meshsdk.interop.JsonText.list;
import static io.meshsdk.interop.JsonText.object;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Route configurations of which no decision is left to chance. */
final class RandomRoutes {
    private static final List<String> DOMAINS = List.of(
            "h.test",
            "a.h.test",
            "*.h.test",
            "*.test",
            "*-x.test",
            "h.*",
            "h.t*",
            "*",
            "h.test:80",
            "[::1]:80",
            "*:80",
            "*.h.test:8080",
            "B.h.test");

    private final Dice dice;
    private final RandomMatches matches;
    private final RandomActions actions;

    RandomRoutes(Dice dice) {
        this.dice = dice;
        this.matches = new RandomMatches(dice);
        this.actions = new RandomActions(dice);
    }

    JsonObject configuration() {
        JsonObject configuration = object("name", "rc", "validate_clusters", false);
        JsonArray hosts = new JsonArray();
        Set<String> taken = new HashSet<>();
        int count = 1 + dice.below(4);
        for (int i = 0; i < count; i++) {
            List<String> domains = new ArrayList<>();
            for (int d = 0; d <= dice.below(3); d++) {
                String domain = i == 0 && d == 0 && dice.one(2) ? "*" : dice.of(DOMAINS);
                if (taken.add(domain.toLowerCase(Locale.ROOT))) {
                    domains.add(domain);
                }
            }
            if (!domains.isEmpty()) {
                hosts.add(host("v" + i, domains));
            }
        }
        configuration.add("virtual_hosts", hosts);
        actions.mutations(configuration, "rc");
        if (dice.one(3)) {
            configuration.addProperty("most_specific_header_mutations_wins", true);
        }
        if (dice.one(4)) {
            configuration.addProperty("ignore_port_in_host_matching", true);
        }
        if (dice.one(6)) {
            configuration.addProperty("ignore_path_parameters_in_path_matching", true);
        }
        if (dice.one(10)) {
            configuration.addProperty("vhost_header", "x-vhost");
        }
        return configuration;
    }

    private JsonObject host(String name, List<String> domains) {
        JsonObject host = object("name", name, "domains", list(domains));
        JsonArray routes = new JsonArray();
        int count = 1 + dice.below(6);
        for (int i = 0; i < count; i++) {
            routes.add(route(name + "." + i));
        }
        if (dice.one(2)) {
            routes.add(object(
                    "name",
                    name + ".rest",
                    "match",
                    object("prefix", "/"),
                    "route",
                    object("cluster", "c" + dice.below(6))));
        }
        host.add("routes", routes);
        actions.mutations(host, "vh");
        if (dice.one(12)) {
            host.addProperty("require_tls", dice.of(List.of("ALL", "EXTERNAL_ONLY")));
        }
        return host;
    }

    private JsonObject route(String name) {
        JsonObject match = matches.match();
        JsonObject route = object("name", name, "match", match);
        actions.action(route, match);
        actions.mutations(route, "rt");
        return route;
    }

    /** A mutation of headers, as all levels have them. */
    static JsonObject option(String key, String value, String action, boolean keepEmpty) {
        JsonObject option = object("header", object("key", key, "value", value), "append_action", action);
        if (keepEmpty) {
            option.addProperty("keep_empty_value", true);
        }
        return option;
    }
}
