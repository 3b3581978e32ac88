package io.meshsdk.check;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parts of a document, with a complaint that names the part where it is missing. */
final class Json {
    private Json() {}

    static boolean has(JsonElement json, String field) {
        return json.isJsonObject() && json.getAsJsonObject().has(field);
    }

    /** Whether the first case of {@code cases} has this field. */
    static boolean casesHave(JsonElement json, String field) {
        if (!has(json, "cases") || !json.getAsJsonObject().get("cases").isJsonArray()) {
            return false;
        }
        JsonArray cases = json.getAsJsonObject().getAsJsonArray("cases");
        return !cases.isEmpty() && has(cases.get(0), field);
    }

    /** Whether the first case expects something about this. */
    static boolean casesExpect(JsonElement json, String field) {
        return casesHave(json, "expect")
                && has(
                        json.getAsJsonObject()
                                .getAsJsonArray("cases")
                                .get(0)
                                .getAsJsonObject()
                                .get("expect"),
                        field);
    }

    static List<JsonObject> cases(JsonElement json) {
        List<JsonObject> cases = new ArrayList<>();
        for (JsonElement each : array(object(json), "cases")) {
            cases.add(object(each));
        }
        return cases;
    }

    static JsonObject object(JsonElement json) {
        if (!json.isJsonObject()) {
            throw new MalformedVectorException("has " + outline(json) + " where an object should be");
        }
        return json.getAsJsonObject();
    }

    static JsonObject object(JsonObject parent, String field) {
        return find(parent, field)
                .filter(JsonElement::isJsonObject)
                .orElseThrow(() -> missing("object", field))
                .getAsJsonObject();
    }

    /** An empty one where there is none. */
    static JsonObject objectOrEmpty(JsonObject parent, String field) {
        return find(parent, field).isPresent() ? object(parent, field) : new JsonObject();
    }

    static JsonArray array(JsonObject parent, String field) {
        return find(parent, field)
                .filter(JsonElement::isJsonArray)
                .orElseThrow(() -> missing("list", field))
                .getAsJsonArray();
    }

    /** A text, number or boolean as it is written. */
    static String text(JsonObject parent, String field) {
        return find(parent, field)
                .filter(JsonElement::isJsonPrimitive)
                .orElseThrow(() -> missing("text", field))
                .getAsString();
    }

    static int number(JsonObject parent, String field) {
        String text = text(parent, field);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new MalformedVectorException(field + " is no number: " + text);
        }
    }

    static boolean flag(JsonObject parent, String field) {
        return find(parent, field).isPresent() && Boolean.parseBoolean(text(parent, field));
    }

    static List<String> texts(JsonArray array) {
        List<String> texts = new ArrayList<>();
        for (JsonElement element : array) {
            if (!element.isJsonPrimitive()) {
                throw new MalformedVectorException("has " + outline(element) + " where a text should be");
            }
            texts.add(element.getAsString());
        }
        return texts;
    }

    /** Neither absent nor null. */
    static Optional<JsonElement> find(JsonObject parent, String field) {
        JsonElement found = parent.get(field);
        return found == null || found.isJsonNull() ? Optional.empty() : Optional.of(found);
    }

    /** What stands there, in a few words. */
    static String outline(JsonElement json) {
        if (json.isJsonObject()) {
            return "an object of " + json.getAsJsonObject().keySet();
        }
        if (json.isJsonArray()) {
            JsonArray array = json.getAsJsonArray();
            return "a list of " + array.size() + (array.isEmpty() ? "" : ", the first " + outline(array.get(0)));
        }
        return json.isJsonNull() ? "null" : "a value";
    }

    private static MalformedVectorException missing(String type, String field) {
        return new MalformedVectorException("has no " + type + " " + field);
    }
}
