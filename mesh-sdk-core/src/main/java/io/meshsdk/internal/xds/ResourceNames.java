package io.meshsdk.internal.xds;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** Names of resources are opaque, but two spellings of one {@code xdstp:} name are one name. */
public final class ResourceNames {
    private static final String XDSTP = "xdstp:";

    private ResourceNames() {}

    /** The same for all spellings of a name: the context parameters of an {@code xdstp:} name in order of their keys. */
    public static String canonical(String name) {
        int query = name.indexOf('?');
        if (query < 0 || !name.startsWith(XDSTP)) {
            return name;
        }
        int fragment = name.indexOf('#', query);
        String end = fragment < 0 ? "" : name.substring(fragment);
        String[] parameters = name.substring(query + 1, fragment < 0 ? name.length() : fragment)
                .split("&", -1);
        Arrays.sort(parameters, Comparator.comparing(ResourceNames::key));
        return name.substring(0, query + 1) + String.join("&", parameters) + end;
    }

    /** That of an {@code xdstp://authority/type/id} name; empty for others. */
    public static Optional<String> authority(String name) {
        if (!name.startsWith(XDSTP)) {
            return Optional.empty();
        }
        int start = XDSTP.length() + (name.startsWith("//", XDSTP.length()) ? 2 : 0);
        int end = name.indexOf('/', start);
        return Optional.of(start == XDSTP.length() ? "" : name.substring(start, end < 0 ? name.length() : end));
    }

    private static String key(String parameter) {
        int equals = parameter.indexOf('=');
        return equals < 0 ? parameter : parameter.substring(0, equals);
    }
}
