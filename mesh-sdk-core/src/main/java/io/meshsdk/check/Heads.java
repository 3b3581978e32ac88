package io.meshsdk.check;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Heads of recorded requests, and headers as they are compared: by name, each with its values in order. */
final class Heads {
    private static final String ENVOY = "x-envoy-";
    private static final Set<String> CONNECTION = Set.of("content-length", "transfer-encoding", "connection");

    private Heads() {}

    static RequestHead request(JsonObject request, String scheme) {
        Headers.Builder headers = Headers.builder();
        for (JsonElement pair : Json.array(request, "headers")) {
            List<String> nameAndValue = pair(pair);
            headers.add(nameAndValue.get(0), nameAndValue.get(1));
        }
        return new RequestHead(
                Json.text(request, "method"),
                scheme,
                Json.text(request, "authority"),
                Json.text(request, "path"),
                headers.build());
    }

    /** A request's, without those that a recording leaves out. */
    static Map<String, List<String>> ofRequest(Headers headers) {
        return byName(
                headers,
                name -> CONNECTION.contains(name)
                        || Set.of("host", "x-request-id", "x-forwarded-proto").contains(name)
                        || name.startsWith(ENVOY));
    }

    /** A response's, without those that a recording leaves out. */
    static Map<String, List<String>> ofResponse(Headers headers) {
        return byName(
                headers,
                name -> CONNECTION.contains(name)
                        || Set.of("date", "server", "x-envoy-upstream-service-time")
                                .contains(name));
    }

    /** {@code x-envoy-original-*} of a request, which an engine may leave out. */
    static Map<String, List<String>> original(Headers headers) {
        return byName(headers, name -> !name.startsWith(ENVOY + "original-"));
    }

    static Map<String, List<String>> recorded(JsonArray headers) {
        Map<String, List<String>> map = new TreeMap<>();
        for (JsonElement element : headers) {
            List<String> pair = pair(element);
            add(map, pair.get(0).toLowerCase(Locale.ROOT), pair.get(1));
        }
        return joined(map);
    }

    private static Map<String, List<String>> byName(Headers headers, Predicate<String> leftOut) {
        Map<String, List<String>> map = new TreeMap<>();
        for (int i = 0; i < headers.size(); i++) {
            if (!leftOut.test(headers.name(i))) {
                add(map, headers.name(i), headers.value(i));
            }
        }
        return joined(map);
    }

    private static void add(Map<String, List<String>> map, String name, String value) {
        map.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    private static List<String> pair(JsonElement element) {
        if (!element.isJsonArray() || element.getAsJsonArray().size() != 2) {
            throw new MalformedVectorException("has " + Json.outline(element) + " where a header should be");
        }
        return Json.texts(element.getAsJsonArray());
    }

    /** Envoy joins repeats of two headers, which an unjoined list may stand for. */
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
