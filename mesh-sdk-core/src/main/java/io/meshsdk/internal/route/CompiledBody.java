package io.meshsdk.internal.route;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.model.RouteAction.BodyFormat;
import io.meshsdk.model.RouteAction.DirectResponse;
import org.jspecify.annotations.Nullable;

/** The body of a route's own answer. */
public final class CompiledBody {
    private final String body;
    private final @Nullable Format format;
    private final String missing;
    private final String contentType;

    private CompiledBody(String body, @Nullable Format format, String missing, String contentType) {
        this.body = body;
        this.format = format;
        this.missing = missing;
        this.contentType = contentType;
    }

    static CompiledBody of(DirectResponse direct) {
        if (direct.bodyFormat().isEmpty()) {
            return new CompiledBody(direct.body(), null, "", "");
        }
        BodyFormat format = direct.bodyFormat().get();
        return new CompiledBody(
                direct.body(),
                Format.compile(format.format()),
                format.omitEmptyValues() ? "" : "-",
                format.contentType());
    }

    public String text(RequestHead request, Headers response, FormatFacts facts) {
        return format == null ? body : format.format(request, response, facts, missing, body);
    }

    /** Empty where it is the usual one. */
    public String contentType() {
        return contentType;
    }
}
