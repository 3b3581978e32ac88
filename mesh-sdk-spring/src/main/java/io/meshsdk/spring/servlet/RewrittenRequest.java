package io.meshsdk.spring.servlet;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import jakarta.servlet.http.HttpServletRequest;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request whose head the mesh changed: without what a client may not claim, with what the configuration adds. The servlet was
 * chosen by the path as sent; a rewritten path is what that servlet sees.
 */
final class RewrittenRequest extends AdmittedRequest {
    private final RequestHead head;
    private final String sent;

    RewrittenRequest(HttpServletRequest request, ToldResponse response, RequestHead asSent, RequestHead head) {
        super(request, response);
        this.head = head;
        this.sent = beforeQuery(asSent.path());
    }

    @Override
    public @Nullable String getHeader(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals("host") ? head.authority() : head.headers().get(lower);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Collections.enumeration(
                lower.equals("host") ? Set.of(head.authority()) : head.headers().all(lower));
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        Headers headers = head.headers();
        Set<String> names = new LinkedHashSet<>();
        names.add("host");
        for (int i = 0; i < headers.size(); i++) {
            names.add(headers.name(i));
        }
        return Collections.enumeration(names);
    }

    @Override
    public int getIntHeader(String name) {
        String value = getHeader(name);
        return value == null ? -1 : Integer.parseInt(value);
    }

    @Override
    public long getDateHeader(String name) {
        String value = getHeader(name);
        try {
            return value == null
                    ? -1
                    : ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant()
                            .toEpochMilli();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(name + " is no date", e);
        }
    }

    @Override
    public String getRequestURI() {
        String current = super.getRequestURI();
        // An error page has a path of its own.
        return current.equals(sent) ? beforeQuery(head.path()) : current;
    }

    @Override
    public StringBuffer getRequestURL() {
        StringBuffer url = super.getRequestURL();
        url.setLength(url.length() - super.getRequestURI().length());
        return url.append(getRequestURI());
    }

    @Override
    public @Nullable String getQueryString() {
        if (!super.getRequestURI().equals(sent)) {
            return super.getQueryString();
        }
        int query = head.path().indexOf('?');
        return query < 0 ? null : head.path().substring(query + 1);
    }

    private static String beforeQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }
}
