package io.meshsdk.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.meshsdk.CallInfo;
import io.meshsdk.Response;
import io.meshsdk.call.Headers;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call as one JSON object.
 *
 * @param whole whether headers and body of the response belong to it
 */
record CallLine(boolean whole) {
    private static final String UPSTREAM = "via_upstream";
    /** As in Envoy's access log. */
    private static final String NONE = "-";

    String of(Calls.Ended call) {
        JsonObject line = new JsonObject();
        Response response = call.response();
        CallInfo info = call.info();
        line.addProperty("n", call.number());
        line.addProperty("status", response == null ? 0 : response.status());
        line.addProperty("flags", flags(info));
        line.addProperty("route", info == null ? NONE : orNone(info.route()));
        line.addProperty("cluster", cluster(info));
        line.addProperty("endpoint", endpoint(info));
        line.addProperty("attempts", info == null ? 0 : info.attempts());
        line.addProperty("ms", millis(call.nanos()));
        line.addProperty("peer", info == null ? NONE : info.peer().name());
        if (info != null && !info.details().equals(UPSTREAM)) {
            line.addProperty("details", info.details());
        }
        if (response == null) {
            line.addProperty("error", call.error());
        } else if (whole) {
            line.add("headers", headers(response.headers()));
            body(response.body(), line);
        }
        return line.toString();
    }

    static String flags(@Nullable CallInfo info) {
        return info == null ? NONE : info.flags().toString();
    }

    static String cluster(@Nullable CallInfo info) {
        return info == null ? NONE : orNone(info.cluster());
    }

    static String endpoint(@Nullable CallInfo info) {
        return info == null
                ? NONE
                : info.endpoint().map(endpoint -> endpoint.address().toString()).orElse(NONE);
    }

    private static String orNone(String name) {
        return name.isEmpty() ? NONE : name;
    }

    static BigDecimal millis(long nanos) {
        return BigDecimal.valueOf(nanos, 6).setScale(2, RoundingMode.HALF_UP);
    }

    /** By name: a text, or a list where the name came several times. */
    private static JsonObject headers(Headers headers) {
        JsonObject byName = new JsonObject();
        for (int i = 0; i < headers.size(); i++) {
            JsonElement value = new JsonPrimitive(headers.value(i));
            JsonElement former = byName.get(headers.name(i));
            if (former instanceof JsonArray values) {
                values.add(value);
            } else if (former != null) {
                JsonArray values = new JsonArray();
                List.of(former, value).forEach(values::add);
                byName.add(headers.name(i), values);
            } else {
                byName.add(headers.name(i), value);
            }
        }
        return byName;
    }

    private static void body(byte[] body, JsonObject line) {
        try {
            line.addProperty(
                    "body",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(body))
                            .toString());
        } catch (CharacterCodingException e) {
            line.addProperty("body64", Base64.getEncoder().encodeToString(body));
        }
    }
}
