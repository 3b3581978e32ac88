package io.meshsdk.check;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.meshsdk.internal.route.CompiledRoute;
import io.meshsdk.internal.route.RouteTable;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.internal.xds.bootstrap.BootstrapException;
import io.meshsdk.internal.xds.bootstrap.Document;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.RouteConfiguration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tests of a route configuration in the format of Envoy's {@code router_check_tool}: a list {@code tests} of {@code input} and {@code
 * validate}, in YAML or JSON. Knows which routes no test has hit. Used by one thread; reads no files.
 */
public final class RouterCheck {
    private final RouteTable table;
    private final Set<CompiledRoute> hit = Collections.newSetFromMap(new IdentityHashMap<>());

    private RouterCheck(RouteTable table) {
        this.table = table;
    }

    /** The answer to {@link #of}. */
    public sealed interface Read {
        record Usable(RouterCheck check) implements Read {}

        /**
         * @param why each with the field's path
         */
        record Refused(List<String> why) implements Read {
            public Refused {
                why = List.copyOf(why);
            }
        }
    }

    /**
     * @param routes an {@code envoy.config.route.v3.RouteConfiguration}, in YAML or JSON
     * @param from for messages: a file
     */
    public static Read of(String routes, String from) {
        Parsed parsed;
        try {
            parsed = OfflineMesh.parse(
                    ResourceType.ROUTE_CONFIGURATION, json(routes, from).toString(), Optional.empty());
        } catch (BootstrapException e) {
            return new Read.Refused(List.of(String.valueOf(e.getMessage())));
        }
        if (parsed instanceof Parsed.Rejected rejected) {
            return new Read.Refused(
                    rejected.why().stream().map(why -> from + ": " + why).toList());
        }
        RouteConfiguration configuration = (RouteConfiguration) ((Parsed.Accepted) parsed).resource();
        return new Read.Usable(new RouterCheck(RouteTable.compile(configuration)));
    }

    /**
     * All tests of a file. What cannot be judged fails by name.
     *
     * @param from for the names of verdicts: a file
     */
    public List<Verdict> judge(String tests, String from) {
        List<Verdict> verdicts = new ArrayList<>();
        try {
            JsonElement file = json(tests, from);
            for (JsonElement each : Json.array(Json.object(file), "tests")) {
                JsonObject test = Json.object(each);
                String name =
                        Json.find(test, "test_name").isPresent() ? Json.text(test, "test_name") : "without a name";
                RouterCheckCase found = RouterCheckCase.find(table, Json.object(test, "input"));
                found.route().ifPresent(hit::add);
                verdicts.add(new Verdict(from + ": " + name, found.differences(Json.object(test, "validate"))));
            }
        } catch (BootstrapException | MalformedVectorException e) {
            verdicts.add(new Verdict(from, List.of(String.valueOf(e.getMessage()))));
        }
        return verdicts.isEmpty() ? List.of(new Verdict(from, List.of("holds no test"))) : verdicts;
    }

    /** How many routes there are. */
    public int routes() {
        return table.routes().size();
    }

    /** The routes that no test has hit, in their order. */
    public List<String> neverHit() {
        List<String> never = new ArrayList<>();
        for (int i = 0; i < table.routes().size(); i++) {
            CompiledRoute route = table.routes().get(i);
            if (!hit.contains(route)) {
                never.add("#" + (i + 1) + ", " + route);
            }
        }
        return never;
    }

    private static JsonElement json(String text, String from) {
        return JsonParser.parseString(Document.parse(text, from).json());
    }
}
