package io.meshsdk.internal.call;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.internal.xds.wire.MessageParser;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.RouteConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads what recorded decisions of Envoy are made of. */
final class VectorHeads {
    private VectorHeads() {}

    static RouteConfiguration routes(JsonObject vector) {
        Parsed parsed = new MessageParser()
                .parseJson(
                        ResourceType.ROUTE_CONFIGURATION,
                        vector.get("route_config").toString(),
                        Optional.empty());
        return (RouteConfiguration) ((Parsed.Accepted) parsed).resource();
    }

    static RequestHead request(JsonObject request) {
        List<String> pairs = new ArrayList<>();
        for (JsonElement pair : request.getAsJsonArray("headers")) {
            pairs.add(pair.getAsJsonArray().get(0).getAsString());
            pairs.add(pair.getAsJsonArray().get(1).getAsString());
        }
        return new RequestHead(
                request.get("method").getAsString(),
                "http",
                request.get("authority").getAsString(),
                request.get("path").getAsString(),
                Headers.of(pairs.toArray(new String[0])));
    }

    /** By name. Envoy joins repeats of two headers, which an unjoined list may stand for. */
    static Map<String, List<String>> byName(Headers headers) {
        Map<String, List<String>> map = new TreeMap<>();
        for (int i = 0; i < headers.size(); i++) {
            map.computeIfAbsent(headers.name(i), name -> new ArrayList<>()).add(headers.value(i));
        }
        return joined(map);
    }

    static Map<String, List<String>> byName(JsonArray headers) {
        Map<String, List<String>> map = new TreeMap<>();
        for (JsonElement pair : headers) {
            map.computeIfAbsent(
                            pair.getAsJsonArray().get(0).getAsString().toLowerCase(Locale.ROOT),
                            name -> new ArrayList<>())
                    .add(pair.getAsJsonArray().get(1).getAsString());
        }
        return joined(map);
    }

    private static Map<String, List<String>> joined(Map<String, List<String>> map) {
        for (String name : List.of("content-type", "user-agent")) {
            map.computeIfPresent(
                    name,
                    (key, values) -> List.of(
                            values.stream().filter(value -> !value.isEmpty()).collect(Collectors.joining(","))));
        }
        return map;
    }
}
