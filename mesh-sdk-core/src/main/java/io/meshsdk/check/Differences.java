package io.meshsdk.check;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects in what two decisions differ. */
final class Differences {
    private final List<String> found = new ArrayList<>();

    Differences compare(String what, @Nullable Object decided, Object recorded) {
        if (!recorded.equals(decided)) {
            found.add(what + " is " + shown(decided) + ", recorded was " + shown(recorded));
        }
        return this;
    }

    /** Nothing where the recording says nothing. */
    Differences compareText(String what, @Nullable String decided, JsonObject recorded) {
        return Json.find(recorded, what).isPresent() ? compare(what, decided, Json.text(recorded, what)) : this;
    }

    Differences add(String difference) {
        found.add(difference);
        return this;
    }

    List<String> list() {
        return found;
    }

    private static String shown(@Nullable Object value) {
        return value instanceof String text ? '"' + text + '"' : String.valueOf(value);
    }
}
