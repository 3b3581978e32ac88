package io.meshsdk.spring.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that came past the mesh: nobody vouches for what it says of its sender. */
final class ProbeRequest extends HttpServletRequestWrapper {
    private static final String FORWARDED_CERTIFICATE = "x-forwarded-client-cert";

    ProbeRequest(HttpServletRequest request) {
        super(request);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return name.equalsIgnoreCase(FORWARDED_CERTIFICATE) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return name.equalsIgnoreCase(FORWARDED_CERTIFICATE) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = Collections.list(super.getHeaderNames());
        names.removeIf(FORWARDED_CERTIFICATE::equalsIgnoreCase);
        return Collections.enumeration(names);
    }
}
