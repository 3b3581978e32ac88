package io.meshsdk.internal.route;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;

/**
 * A cluster that a route may choose, with the header changes of all levels that then apply.
 *
 * @param upTo the sum of weights up to and with this one
 * @param cluster empty where a header of the request names it
 */
public record ClusterTarget(String cluster, long upTo, Mutations mutations) {
    /** In the order in which they apply. */
    static final class Mutations {
        static final Mutations NONE = new Mutations(HeaderEdits.NONE, HeaderEdits.NONE);

        private final HeaderEdits[] request;
        private final HeaderEdits[] response;

        Mutations(HeaderEdits[] request, HeaderEdits[] response) {
            this.request = request;
            this.response = response;
        }
    }

    public RequestHead mutate(RequestHead head, FormatFacts facts) {
        return HeaderEdits.applyAll(mutations.request, head, facts);
    }

    /** Whether any level changes a response. */
    public boolean changesResponses() {
        return mutations.response.length > 0;
    }

    /**
     * @param request as it went upstream
     */
    public Headers mutate(Headers response, RequestHead request, FormatFacts facts) {
        return HeaderEdits.applyAll(mutations.response, response, request, facts);
    }
}
