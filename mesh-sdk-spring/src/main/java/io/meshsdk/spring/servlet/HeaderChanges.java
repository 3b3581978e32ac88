package io.meshsdk.spring.servlet;

import io.meshsdk.call.Headers;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** What the engine changed of a head. */
final class HeaderChanges {
    private HeaderChanges() {}

    /** @param replaced takes each name whose values are others now, with all of them: none where it is gone */
    static void tell(Headers before, Headers after, BiConsumer<String, List<String>> replaced) {
        if (before.equals(after)) {
            return;
        }
        Set<String> names = new LinkedHashSet<>();
        for (Headers headers : new Headers[] {before, after}) {
            for (int i = 0; i < headers.size(); i++) {
                names.add(headers.name(i));
            }
        }
        for (String name : names) {
            List<String> values = after.all(name);
            if (!values.equals(before.all(name))) {
                replaced.accept(name, values);
            }
        }
    }
}
