package io.meshsdk.internal.route;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.match.Cookies;
import io.meshsdk.internal.match.JoinedHeaders;
import io.meshsdk.internal.match.QueryParameters;
import io.meshsdk.internal.match.Regex;
import io.meshsdk.model.HashPolicy;
import io.meshsdk.model.RouteAction.RegexRewrite;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** {@link HashPolicy}, compiled: the hash of a request by the policies of its route. */
final class RequestHash {
    private record Step(HashPolicy policy, @Nullable Regex regex, String substitution) {}

    private final Step[] steps;

    private RequestHash(Step[] steps) {
        this.steps = steps;
    }

    static RequestHash of(List<HashPolicy> policies) {
        return new RequestHash(policies.stream().map(RequestHash::step).toArray(Step[]::new));
    }

    private static Step step(HashPolicy policy) {
        if (policy instanceof HashPolicy.Header header && header.rewrite().isPresent()) {
            RegexRewrite rewrite = header.rewrite().get();
            return new Step(policy, Regex.compile(rewrite.pattern()), rewrite.substitution());
        }
        return new Step(policy, null, "");
    }

    /** Empty where no policy finds anything. */
    OptionalLong of(RequestHead head) {
        boolean any = false;
        long hash = 0;
        for (Step step : steps) {
            OptionalLong found = of(step, head);
            if (found.isPresent()) {
                // Rotated, so that two policies of the same value do not cancel each other out.
                hash = Long.rotateLeft(hash, 1) ^ found.getAsLong();
                any = true;
            }
            if (any && step.policy.terminal()) {
                break;
            }
        }
        return any ? OptionalLong.of(hash) : OptionalLong.empty();
    }

    private static OptionalLong of(Step step, RequestHead head) {
        if (step.policy instanceof HashPolicy.Header header) {
            return header(step, header.name(), head);
        }
        if (step.policy instanceof HashPolicy.Cookie cookie) {
            String value = Cookies.first(head.headers(), cookie.name());
            return value == null || value.isEmpty() ? OptionalLong.empty() : OptionalLong.of(XxHash64.hash(value, 0));
        }
        if (step.policy instanceof HashPolicy.QueryParameter parameter) {
            String value = QueryParameters.first(head.path(), parameter.name());
            return value == null ? OptionalLong.empty() : OptionalLong.of(XxHash64.hash(value, 0));
        }
        return OptionalLong.empty();
    }

    private static OptionalLong header(Step step, String name, RequestHead head) {
        String part = JoinedHeaders.isJoined(name) ? RequestParts.first(head, name) : RequestParts.pseudo(head, name);
        if (part != null) {
            return OptionalLong.of(XxHash64.hash(rewritten(step, part), 0));
        }
        Headers headers = head.headers();
        List<String> values = headers.all(name).stream()
                .map(value -> rewritten(step, value))
                .sorted()
                .toList();
        if (values.isEmpty()) {
            return OptionalLong.empty();
        }
        long hash = 0;
        for (String value : values) {
            hash = XxHash64.hash(value, hash);
        }
        return OptionalLong.of(hash);
    }

    private static String rewritten(Step step, String value) {
        return step.regex == null ? value : step.regex.replaceAll(value, step.substitution);
    }
}
