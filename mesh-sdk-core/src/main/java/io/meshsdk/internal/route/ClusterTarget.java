package io.meshsdk.internal.route;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.model.FilterConfig;
import java.util.Map;

/** A cluster that a route may choose, with what then applies of all levels. Immutable. */
public final class ClusterTarget {
    private final String cluster;
    /** The request's header that names the cluster; empty where it has a name of its own. */
    private final String header;

    private final Mutations mutations;
    /** Empty where the request's authority stays. */
    private final String host;

    private final Map<String, FilterConfig> filterOverrides;

    ClusterTarget(
            String cluster,
            String header,
            Mutations mutations,
            String host,
            Map<String, FilterConfig> filterOverrides) {
        this.cluster = cluster;
        this.header = header;
        this.mutations = mutations;
        this.host = host;
        this.filterOverrides = filterOverrides;
    }

    /**
     * In the order in which they apply.
     *
     * @param own of a weighted cluster alone
     */
    record Mutations(HeaderEdits[] own, HeaderEdits[] request, HeaderEdits[] response) {
        static final Mutations NONE = new Mutations(HeaderEdits.NONE, HeaderEdits.NONE, HeaderEdits.NONE);
    }

    /** The cluster's name; empty where a header of the request gives it. */
    public String cluster() {
        return cluster;
    }

    /** The name of the cluster for this request; empty where no header names one. */
    public String cluster(RequestHead head) {
        if (header.isEmpty()) {
            return cluster;
        }
        String named = RequestParts.first(head, header);
        return named == null ? "" : named;
    }

    /** What weighted cluster, route, virtual host or configuration say instead of a filter's own, by the filter's name. */
    public Map<String, FilterConfig> filterOverrides() {
        return filterOverrides;
    }

    RequestHead mutate(RequestHead head, FormatFacts facts) {
        return HeaderEdits.applyAll(mutations.request, mutateOwn(head, facts), facts);
    }

    /**
     * The same with one header more, in one step, for nearly every call has it.
     *
     * @param name lowercase
     */
    RequestHead mutate(RequestHead head, FormatFacts facts, String name, String value) {
        return HeaderEdits.applyAll(mutations.request, mutateOwn(head, facts), facts, name, value);
    }

    private RequestHead mutateOwn(RequestHead head, FormatFacts facts) {
        RequestHead changed = HeaderEdits.applyAll(mutations.own, head, facts);
        // Between the two: the route's own mutations read it, and its host rewrite replaces it.
        return host.isEmpty() ? changed : changed.withAuthority(host);
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
