package io.meshsdk.internal.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Comma-separated values of a header. */
public final class ListValues {
    private ListValues() {}

    /** The members, lowercase and without blanks; empty ones are left out. */
    public static List<String> lowercase(String value) {
        List<String> members = new ArrayList<>(2);
        int start = 0;
        while (start <= value.length()) {
            int comma = value.indexOf(',', start);
            int end = comma < 0 ? value.length() : comma;
            String member = value.substring(start, end).trim();
            if (!member.isEmpty()) {
                members.add(member.toLowerCase(Locale.ROOT));
            }
            start = end + 1;
        }
        return members;
    }
}
