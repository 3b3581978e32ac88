package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Any;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryBackOff;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryHostPredicate;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.meshsdk.model.RetryPolicy.RetryOn;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** {@code RetryPolicy}. */
final class Retries {
    private static final Set<String> POLICY = Set.of(
            "retry_on",
            "num_retries",
            "per_try_timeout",
            "per_try_idle_timeout",
            "retry_host_predicate",
            "host_selection_retry_max_attempts",
            "retriable_status_codes",
            "retry_back_off",
            "retriable_headers",
            "retriable_request_headers");
    private static final Set<String> BACK_OFF = Set.of("base_interval", "max_interval");
    private static final Set<String> PREDICATE = Set.of("name", "typed_config");
    private static final Duration LEAST = Duration.ofMillis(1);

    private Retries() {}

    static io.meshsdk.model.RetryPolicy of(RetryPolicy proto, Reading reading) {
        reading.read(proto, POLICY);
        if (proto.hasRetryPriority() && !proto.getRetryPriority().hasTypedConfig()) {
            reading.refuse(proto.getRetryPriority(), "typed_config", "must be set: it says which priority this is");
        }
        RetryBackOff backOff = proto.getRetryBackOff();
        reading.read(backOff, BACK_OFF);
        // Less than a millisecond counts as one, as for Envoy, whose timers know no less.
        Duration base =
                atLeast(Values.duration(backOff, "base_interval", reading).orElse(Duration.ofMillis(25)));
        Optional<Duration> given =
                Values.duration(backOff, "max_interval", reading).map(Retries::atLeast);
        Duration max = given.orElse(base.multipliedBy(10));
        if (max.compareTo(base) < 0) {
            reading.refuse(backOff, "max_interval", "is less than base_interval");
        }
        return new io.meshsdk.model.RetryPolicy(
                retryOn(proto, reading),
                Values.clamped(Values.uint32(proto, "num_retries").orElse(1L)),
                positive(Values.duration(proto, "per_try_timeout", reading)),
                positive(Values.duration(proto, "per_try_idle_timeout", reading)),
                new LinkedHashSet<>(proto.getRetriableStatusCodesList()),
                HeaderTests.headers(proto.getRetriableHeadersList(), reading),
                HeaderTests.headers(proto.getRetriableRequestHeadersList(), reading),
                base,
                max,
                previousHosts(proto, reading),
                (int) Math.max(1, Math.min(proto.getHostSelectionRetryMaxAttempts(), Integer.MAX_VALUE)));
    }

    private static Duration atLeast(Duration interval) {
        return interval.compareTo(LEAST) < 0 ? LEAST : interval;
    }

    /** 0 means what unset means. */
    private static Optional<Duration> positive(Optional<Duration> duration) {
        return duration.filter(d -> !d.isZero());
    }

    private static Set<RetryOn> retryOn(RetryPolicy proto, Reading reading) {
        Set<RetryOn> known = EnumSet.noneOf(RetryOn.class);
        for (String name : proto.getRetryOn().split(",", -1)) {
            String wanted = name.strip();
            boolean found = wanted.isEmpty();
            for (RetryOn on : RetryOn.values()) {
                if (on.configName().equals(wanted)) {
                    known.add(on);
                    found = true;
                }
            }
            if (!found) {
                reading.ignore(
                        proto,
                        "retry_on[" + TextConstraint.shown(wanted) + "]",
                        "no condition of this name is known; Envoy ignores it as well");
            }
        }
        return known;
    }

    private static boolean previousHosts(RetryPolicy proto, Reading reading) {
        boolean previous = false;
        for (RetryHostPredicate predicate : proto.getRetryHostPredicateList()) {
            Any config = predicate.getTypedConfig();
            if (!predicate.hasTypedConfig()) {
                reading.refuse(predicate, "typed_config", "must be set: it says which predicate this is");
            }
            if (config.is(PreviousHostsPredicate.class)) {
                reading.read(predicate, PREDICATE);
                reading.open(config, PreviousHostsPredicate.getDefaultInstance())
                        .ifPresent(opened -> reading.read(opened, Set.of()));
                previous = true;
            }
        }
        return previous;
    }
}
