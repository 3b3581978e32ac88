package io.meshsdk.cli;

import com.google.gson.JsonObject;
import io.meshsdk.Response;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What many calls came to. Used by one thread at a time. */
final class Summary {
    private final Map<String, Integer> statuses = new TreeMap<>();
    private final Map<String, Integer> flags = new TreeMap<>();
    private final Map<String, Integer> clusters = new TreeMap<>();
    private final Map<String, Integer> endpoints = new TreeMap<>();
    private long[] nanos = new long[16];
    private int calls;
    private int responses;

    void count(Calls.Ended call) {
        Response response = call.response();
        responses += response == null ? 0 : 1;
        statuses.merge(Integer.toString(response == null ? 0 : response.status()), 1, Integer::sum);
        flags.merge(CallLine.flags(call.info()), 1, Integer::sum);
        clusters.merge(CallLine.cluster(call.info()), 1, Integer::sum);
        endpoints.merge(CallLine.endpoint(call.info()), 1, Integer::sum);
        if (calls == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * calls);
        }
        nanos[calls++] = call.nanos();
    }

    boolean allAnswered() {
        return responses == calls;
    }

    String json() {
        JsonObject summary = new JsonObject();
        summary.addProperty("calls", calls);
        summary.addProperty("responses", responses);
        summary.add("status", object(statuses));
        summary.add("flags", object(flags));
        summary.add("cluster", object(clusters));
        summary.add("endpoint", object(endpoints));
        long[] sorted = Arrays.copyOf(nanos, calls);
        Arrays.sort(sorted);
        summary.addProperty("p50", percentile(sorted, 50));
        summary.addProperty("p90", percentile(sorted, 90));
        summary.addProperty("p99", percentile(sorted, 99));
        return summary.toString();
    }

    /** The nearest rank. */
    private static Number percentile(long[] sorted, int percent) {
        if (sorted.length == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(sorted.length * percent / 100.0);
        return CallLine.millis(sorted[Math.max(0, rank - 1)]);
    }

    private static JsonObject object(Map<String, Integer> counts) {
        JsonObject object = new JsonObject();
        counts.forEach(object::addProperty);
        return object;
    }
}
