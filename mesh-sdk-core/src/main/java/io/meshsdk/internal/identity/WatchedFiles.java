package io.meshsdk.internal.identity;

import io.meshsdk.spi.Time;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Files whose content is wanted, read again and again off the control thread.
 *
 * <p>Read, not watched by the operating system: what Kubernetes changes is a link two directories up, and a few small files
 * read through all links are cheap and never miss one. Files that change together come together, in one round.
 *
 * <p>Called on the control thread, which guards all fields.
 */
final class WatchedFiles implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Executor io;
    private final Executor control;
    private final Time time;
    private final Runnable changed;
    private final Consumer<String> warning;
    private final Content disk;
    private final Map<String, State> states = new HashMap<>();
    private Time.@Nullable Timer next;
    private boolean reading;
    private boolean closed;

    /** {@code content} stays what it was when a file goes away. */
    private record State(byte @Nullable [] content, String why) {}

    /** What a file holds, up to one byte more than may be. */
    interface Content {
        byte[] of(String path) throws IOException;
    }

    private record Answer(byte @Nullable [] content, String why) {}

    /**
     * @param io where files are read
     * @param changed told on the control thread once a round brought something new
     * @param warning told on the control thread of files that cannot be read any more, once for each reason
     */
    WatchedFiles(Executor io, Executor control, Time time, Runnable changed, Consumer<String> warning) {
        this(io, control, time, changed, warning, WatchedFiles::read);
    }

    WatchedFiles(Executor io, Executor control, Time time, Runnable changed, Consumer<String> warning, Content disk) {
        this.warning = warning;
        this.disk = disk;
        this.io = io;
        this.control = control;
        this.time = time;
        this.changed = changed;
    }

    /** What the file held when last read; the first question begins to watch it. */
    Found<byte[]> content(String path) {
        State state = states.get(path);
        if (state == null) {
            states.put(path, new State(null, "not read yet"));
            // At once, not at the next round: starting waits for it.
            read();
            return new Found.Missing<>("the file " + path + " is not read yet");
        }
        return state.content() == null
                ? new Found.Missing<>("the file " + path + " cannot be used: " + state.why())
                : new Found.Ready<>(state.content());
    }

    /** Forgets all files but these. */
    void retain(Set<String> paths) {
        states.keySet().retainAll(paths);
    }

    @Override
    public void close() {
        closed = true;
        if (next != null) {
            next.cancel();
        }
    }

    private void read() {
        if (reading || closed) {
            return;
        }
        reading = true;
        if (next != null) {
            next.cancel();
        }
        Set<String> paths = Set.copyOf(states.keySet());
        io.execute(() -> {
            Map<String, Answer> answers = new HashMap<>();
            for (String path : paths) {
                answers.put(path, readOne(path));
            }
            control.execute(() -> take(answers));
        });
    }

    private void take(Map<String, Answer> answers) {
        reading = false;
        if (closed) {
            return;
        }
        boolean other = false;
        for (Map.Entry<String, Answer> answer : answers.entrySet()) {
            State former = states.get(answer.getKey());
            if (former == null) {
                continue;
            }
            byte[] content = answer.getValue().content();
            if (content == null) {
                boolean otherwise = !former.why().equals(answer.getValue().why());
                other |= otherwise;
                if (otherwise && former.content() != null) {
                    warning.accept("the file " + answer.getKey() + " cannot be read any more ("
                            + answer.getValue().why() + "); what it held stays in force");
                }
                states.put(
                        answer.getKey(),
                        new State(former.content(), answer.getValue().why()));
            } else if (!Arrays.equals(content, former.content())) {
                other = true;
                states.put(answer.getKey(), new State(content, ""));
            } else if (!former.why().isEmpty()) {
                states.put(answer.getKey(), new State(content, ""));
            }
        }
        boolean unread = !answers.keySet().containsAll(states.keySet());
        if (unread) {
            read();
        } else if (!states.isEmpty()) {
            next = time.schedule(EVERY, this::read);
        }
        if (other) {
            changed.run();
        }
    }

    private static byte[] read(String path) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            return in.readNBytes(Pem.MAX_BYTES + 1);
        }
    }

    private Answer readOne(String path) {
        try {
            byte[] content = disk.of(path);
            return content.length > Pem.MAX_BYTES
                    ? new Answer(null, "longer than " + Pem.MAX_BYTES + " bytes")
                    : new Answer(content, "");
        } catch (IOException | RuntimeException | Error e) {
            // Nor does an error end the watch: it is what is said of the file, and the next round comes.
            return new Answer(null, e.getClass().getSimpleName());
        }
    }
}
