package io.meshsdk.test;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.meshsdk.model.ResourceType;
import java.util.Optional;
import java.util.Set;

/** What one stream wants of one type, and what it has got. Knows the protocol, but no socket and no thread. */
interface Subscription {
    /** Types of which a client may ask for all without naming any. */
    Set<String> WILDCARD_TYPES = Set.of(ResourceType.LISTENER.typeUrl(), ResourceType.CLUSTER.typeUrl());

    String WILDCARD = "*";

    /** Takes in what a request says about subscriptions. */
    void request(XdsRequest request);

    /** The response that is due now; empty where the client has all it asked for. The client is taken to have it then. */
    Optional<Message> answer(Catalogue catalogue, String nonce);

    /** What the client would get if it had nothing yet: for tests that ask who is subscribed. */
    boolean wants(String name);

    static Resource wrapped(Catalogue.Versioned versioned) {
        XdsResource resource = versioned.resource();
        Resource.Builder wrapper = Resource.newBuilder()
                .setName(resource.name())
                .setVersion(versioned.version())
                .addAllAliases(resource.aliases())
                .setResource(resource.payload());
        resource.ttl().ifPresent(ttl -> wrapper.setTtl(Durations.fromNanos(ttl.toNanos())));
        return wrapper.build();
    }

    /** Says that a resource with a time to live is still there, without sending it again. */
    static Resource heartbeat(Catalogue.Versioned versioned) {
        return wrapped(versioned).toBuilder().clearResource().clearAliases().build();
    }

    static Any packed(Resource wrapper) {
        return Any.pack(wrapper);
    }
}
