package io.meshsdk.internal.route;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.model.RouteAction.RandomValue;
import java.util.Locale;
import java.util.OptionalLong;

/** Where a request stands among weighted clusters: by chance, or by what it says itself. 64 bits, unsigned. */
interface WeightedPoint {
    /** The low half decides fractions of routes: the two must not go together. */
    WeightedPoint DRAWN = (head, random) -> random >>> 32;

    long of(RequestHead head, long random);

    static WeightedPoint of(RandomValue value) {
        if (value instanceof RandomValue.FromHeader header) {
            String name = header.header().toLowerCase(Locale.ROOT);
            return (head, random) -> {
                OptionalLong number = number(head.headers(), name);
                return number.isPresent() ? number.getAsLong() : DRAWN.of(head, random);
            };
        }
        if (value instanceof RandomValue.Hashed hashed) {
            RequestHash policies = RequestHash.of(hashed.policies());
            return (head, random) -> {
                OptionalLong hash = policies.of(head);
                return hash.isPresent() ? hash.getAsLong() : DRAWN.of(head, random);
            };
        }
        return DRAWN;
    }

    /** Of the one value there is. */
    private static OptionalLong number(Headers headers, String name) {
        int found = -1;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equals(name)) {
                if (found >= 0) {
                    return OptionalLong.empty();
                }
                found = i;
            }
        }
        return found < 0 ? OptionalLong.empty() : unsigned(headers.value(found).strip());
    }

    private static OptionalLong unsigned(String text) {
        int from = text.startsWith("+") ? 1 : 0;
        if (from == text.length()) {
            return OptionalLong.empty();
        }
        long number = 0;
        for (int i = from; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || Long.compareUnsigned(number, 0x1999999999999999L) > 0) {
                return OptionalLong.empty();
            }
            long next = number * 10 + digit;
            if (Long.compareUnsigned(next, number * 10) < 0) {
                return OptionalLong.empty();
            }
            number = next;
        }
        return OptionalLong.of(number);
    }
}
