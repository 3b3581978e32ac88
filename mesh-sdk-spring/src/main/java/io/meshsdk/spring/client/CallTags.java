package io.meshsdk.spring.client;

import io.meshsdk.CallInfo;
import io.meshsdk.call.Endpoint;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.transport.SenderContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the mesh knows of a call, on the observation {@code http.client.requests} that Spring's client made of it. Requests past
 * the mesh get {@value #NONE}: a meter's series must all have the same keys.
 */
public final class CallTags implements ObservationFilter {
    private static final String NONE = "none";
    private static final String CLUSTER = "mesh.cluster";
    private static final String ROUTE = "mesh.route";
    private static final String FLAGS = "mesh.response_flags";
    private static final String ATTEMPTS = "mesh.attempts";
    private static final List<String> KEYS = List.of(CLUSTER, ROUTE, FLAGS);

    static void tag(@Nullable Observation current, CallInfo info) {
        // The current observation may be the server's, where the client's are switched off.
        if (current != null && isClient(current.getContext())) {
            current.lowCardinalityKeyValue(
                    CLUSTER, info.endpoint().map(Endpoint::cluster).orElse(NONE));
            current.lowCardinalityKeyValue(ROUTE, info.route().isEmpty() ? NONE : info.route());
            current.lowCardinalityKeyValue(FLAGS, info.flags().toString());
            current.highCardinalityKeyValue(ATTEMPTS, Integer.toString(info.attempts()));
        }
    }

    @Override
    public Observation.Context map(Observation.Context context) {
        if (isClient(context)) {
            for (String key : KEYS) {
                if (context.getLowCardinalityKeyValue(key) == null) {
                    context.addLowCardinalityKeyValue(KeyValue.of(key, NONE));
                }
            }
        }
        return context;
    }

    private static boolean isClient(Observation.Context context) {
        return context instanceof SenderContext<?> && "http.client.requests".equals(context.getName());
    }
}
