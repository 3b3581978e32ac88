package io.meshsdk.internal.identity;

import java.util.LinkedHashMap;
import java.util.Map;

/** What was used last, so that many users of one secret share what was made of it. */
final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private static final int SIZE = 256;

    Recent() {
        super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > SIZE;
    }
}
