package io.meshsdk.internal.xds.ads;

import io.meshsdk.spi.ConfigSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sink that remembers. */
public final class Recorder implements ConfigSink {
    public final List<Update> updates = new ArrayList<>();
    public final List<Progress> progress = new ArrayList<>();

    /** Thrown at each update; null for none. */
    public @Nullable RuntimeException failing;

    @Override
    public void update(Update update) {
        if (failing != null) {
            throw failing;
        }
        updates.add(update);
    }

    @Override
    public void progress(Progress told) {
        progress.add(told);
    }

    public Update last() {
        return updates.get(updates.size() - 1);
    }
}
