package io.meshsdk.model;

import java.util.List;

/** The header changes of one level: route, weighted cluster, virtual host or route configuration. */
public record HeaderMutations(List<HeaderMutation> request, List<HeaderMutation> response) {
    public static final HeaderMutations NONE = new HeaderMutations(List.of(), List.of());

    public HeaderMutations {
        request = List.copyOf(request);
        response = List.copyOf(response);
    }
}
