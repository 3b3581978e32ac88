package io.meshsdk.internal.xds.lastgood;

import com.google.protobuf.ByteString;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.Finding;
import io.meshsdk.spi.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the bytes of what was accepted, and writes them to the file some time after they changed. Secrets are not kept, nor
 * resources that hold one. Owned by the control thread; reads and writes elsewhere, one at a time.
 */
public final class LastGoodKeeper {
    /** Changes come in bursts: a cluster, its endpoints, its routes. */
    private static final Duration SETTLE = Duration.ofSeconds(1);
    /** An unchanged configuration is as old as the control plane's last word, so its file is written again from time to time. */
    private static final int WRITES_PER_MAX_AGE = 8;

    private final LastGoodFile file;
    private final Binding binding;
    private final Secrecy secrecy;
    private final Time time;
    private final Executor control;
    private final Executor blocking;
    private final Consumer<ConfigSink.Progress> told;
    private BooleanSupplier complete = () -> false;
    private BooleanSupplier connected = () -> false;
    private final Map<ResourceType, Map<String, Entry>> kept = new EnumMap<>(ResourceType.class);
    /** Stands in where it is asked for, which may be later than it was read: what names a resource comes before it. */
    private final Map<ResourceType, Map<String, Entry>> fromDisk = new EnumMap<>(ResourceType.class);
    /** What the task that runs has read, by identity: it is about to be accepted, or it is not. */
    private final Map<Resource, ByteString> read = new IdentityHashMap<>();
    /** Of one write after the other. */
    private Map<ByteString, Boolean> secret = Map.of();

    private Optional<Instant> inForce = Optional.empty();
    private Optional<String> readProblem = Optional.empty();
    private Optional<String> writeProblem = Optional.empty();
    private Set<String> leftOut = Set.of();
    private Instant heard = Instant.MIN;
    private Time.@Nullable Timer timer;
    private boolean settling;
    private boolean changed;
    private boolean writing;
    private boolean closed;

    private record Entry(Resource resource, ByteString bytes) {}

    /** Whether a resource's message holds what must not be on a disk. Blocks the one who asks for as long as reading it takes. */
    @FunctionalInterface
    public interface Secrecy {
        boolean holdsSecret(ResourceType type, ByteString bytes);
    }

    /**
     * @param told what became of the file
     */
    public LastGoodKeeper(
            LastGoodFile file,
            Binding binding,
            Secrecy secrecy,
            Time time,
            Executor control,
            Executor blocking,
            Consumer<ConfigSink.Progress> told) {
        this.file = file;
        this.binding = binding;
        this.secrecy = secrecy;
        this.time = time;
        this.control = control;
        this.blocking = blocking;
        this.told = told;
    }

    /**
     * Nothing is written before this is said.
     *
     * @param whole whether all that was asked for has been answered: half a configuration must not replace a whole one
     * @param vouched whether a server stands for what was accepted, though it says nothing
     */
    public void writeWhen(BooleanSupplier whole, BooleanSupplier vouched) {
        complete = whole;
        connected = vouched;
    }

    /** A parser of what servers send, which remembers what it read it from. */
    public ResourceParser remembering(ResourceParser parser) {
        return (type, name, bytes) -> {
            Parsed parsed = parser.parse(type, name, bytes);
            if (parsed instanceof Parsed.Accepted accepted && type != ResourceType.SECRET) {
                read.put(accepted.resource(), bytes);
            }
            return parsed;
        };
    }

    /** Of a server. */
    public void updated(ConfigSink.Update update) {
        Map<String, Entry> ofType = kept.computeIfAbsent(update.type(), type -> new HashMap<>());
        update.accepted().forEach((name, resource) -> {
            ByteString bytes = read.get(resource);
            Entry former = ofType.get(name);
            if (bytes != null) {
                ofType.put(name, new Entry(resource, bytes));
            } else if (former == null || !former.resource().equals(resource)) {
                // Told again from memory, and what is kept is another version.
                ofType.remove(name);
            }
        });
        ofType.keySet().removeAll(update.removed());
        read.clear();
        heard = time.now();
        change();
    }

    /** Of a type that is asked for by name: what is not asked for any more goes. */
    public void retain(ResourceType type, Set<String> names) {
        if (kept.getOrDefault(type, Map.of()).keySet().retainAll(names)) {
            change();
        }
    }

    /**
     * Reads the file.
     *
     * @param then told on the control thread; empty where there is none that may be used
     */
    public void load(ResourceParser parser, Consumer<Optional<Loaded>> then) {
        Instant now = time.now();
        blocking.execute(() -> {
            Optional<Loaded> loaded;
            String problem;
            Map<Resource, ByteString> bytes = new IdentityHashMap<>();
            try {
                loaded = file.read(binding, now).map(content -> parse(content, parser, bytes));
                problem = loaded.isPresent() ? "" : "does not exist";
            } catch (UnusableFileException e) {
                loaded = Optional.empty();
                problem = e.why();
            } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
                // Whoever waits for the file must hear of it, whatever its bytes do to their reader.
                loaded = Optional.empty();
                problem = "cannot be read: " + e;
            }
            Optional<Loaded> result = loaded;
            String why = problem;
            control.execute(() -> {
                if (!closed) {
                    loaded(result, why, bytes);
                    then.accept(result);
                }
            });
        });
    }

    private static Loaded parse(Content content, ResourceParser parser, Map<Resource, ByteString> bytes) {
        Map<ResourceType, Map<String, Resource>> resources = new EnumMap<>(ResourceType.class);
        List<Finding.Rejected> rejected = new ArrayList<>();
        for (Kept each : content.resources()) {
            Parsed parsed = parser.parse(each.type(), each.name(), each.bytes());
            if (parsed instanceof Parsed.Accepted accepted && each.type() != ResourceType.SECRET) {
                resources.computeIfAbsent(each.type(), type -> new HashMap<>()).put(each.name(), accepted.resource());
                bytes.put(accepted.resource(), each.bytes());
            } else if (parsed instanceof Parsed.Rejected refused) {
                rejected.addAll(refused.why());
            }
        }
        return new Loaded(content.written(), resources, rejected);
    }

    private void loaded(Optional<Loaded> result, String why, Map<Resource, ByteString> bytes) {
        readProblem = result.isPresent() ? Optional.empty() : Optional.of("is not used: it " + why);
        if (result.isEmpty()) {
            tell();
            return;
        }
        if (heard.equals(Instant.MIN)) {
            heard = result.get().written();
        }
        result.get()
                .resources()
                .forEach((type, resources) -> resources.forEach((name, resource) -> {
                    ByteString known = bytes.get(resource);
                    if (known != null) {
                        fromDisk.computeIfAbsent(type, any -> new HashMap<>()).put(name, new Entry(resource, known));
                    }
                }));
    }

    /** These are in force as they were read: until a server says otherwise they are what was accepted last. */
    public void restored(ResourceType type, Set<String> names) {
        Map<String, Entry> loaded = fromDisk.getOrDefault(type, Map.of());
        Map<String, Entry> ofType = kept.computeIfAbsent(type, any -> new HashMap<>());
        for (String name : names) {
            Entry entry = loaded.get(name);
            if (entry != null) {
                ofType.putIfAbsent(name, entry);
            }
        }
    }

    /** What is in force is from the file, as of then; or it is the control plane's again. */
    public void inForce(Optional<Instant> written) {
        if (!written.equals(inForce)) {
            inForce = written;
            if (written.isEmpty()) {
                fromDisk.clear();
            }
            tell();
        }
    }

    private void tell() {
        List<String> problems = new ArrayList<>();
        readProblem.ifPresent(problems::add);
        writeProblem.ifPresent(problems::add);
        problems.addAll(leftOut);
        told.accept(new ConfigSink.Progress.LastGood(file.path().toString(), inForce, problems));
    }

    private void change() {
        changed = true;
        if (!settling && !writing && !closed) {
            settling = true;
            writeIn(SETTLE);
        }
    }

    private void writeIn(Duration delay) {
        if (timer != null) {
            timer.cancel();
        }
        timer = time.schedule(delay, () -> {
            timer = null;
            settling = false;
            confirm();
            write();
        });
    }

    /** While it is connected, a server says by its silence that nothing changed. */
    private void confirm() {
        if (connected.getAsBoolean()) {
            heard = time.now();
            changed = true;
        }
    }

    private void write() {
        if (!changed || writing || !complete.getAsBoolean()) {
            // What completes it is a change that comes here again.
            return;
        }
        changed = false;
        writing = true;
        List<Kept> all = new ArrayList<>();
        kept.forEach(
                (type, resources) -> resources.forEach((name, entry) -> all.add(new Kept(type, name, entry.bytes()))));
        Instant written = heard;
        blocking.execute(() -> {
            Set<String> secrets = new TreeSet<>();
            Optional<String> problem = Optional.empty();
            try {
                file.write(new Content(binding, written, withoutSecrets(all, secrets)));
            } catch (UnusableFileException | RuntimeException e) {
                problem = Optional.of(String.valueOf(e.getMessage()));
            } catch (StackOverflowError | LinkageError | AssertionError e) {
                problem = Optional.of("cannot be written: " + e);
            }
            Optional<String> result = problem;
            control.execute(() -> written(result, secrets));
        });
    }

    private List<Kept> withoutSecrets(List<Kept> all, Set<String> leftOut) {
        Map<ByteString, Boolean> verdicts = new HashMap<>();
        List<Kept> without = new ArrayList<>();
        for (Kept each : all) {
            Boolean known = secret.get(each.bytes());
            boolean holds = known == null ? secrecy.holdsSecret(each.type(), each.bytes()) : known;
            verdicts.put(each.bytes(), holds);
            if (holds) {
                leftOut.add(each.type() + " " + each.name() + " is not kept: it holds a secret, or may");
            } else {
                without.add(each);
            }
        }
        secret = verdicts;
        return without;
    }

    private void written(Optional<String> problem, Set<String> secrets) {
        writing = false;
        // What was wrong with the file is gone with it.
        Optional<String> unread = problem.isEmpty() ? Optional.empty() : readProblem;
        if (!problem.equals(writeProblem) || !secrets.equals(leftOut) || !unread.equals(readProblem)) {
            readProblem = unread;
            writeProblem = problem;
            leftOut = Set.copyOf(secrets);
            tell();
        }
        if (closed) {
            return;
        }
        if (changed) {
            change();
        } else {
            writeIn(file.maxAge().dividedBy(WRITES_PER_MAX_AGE));
        }
    }

    /** What has not been written is, if it is complete. */
    public void close() {
        if (timer != null) {
            timer.cancel();
        }
        confirm();
        write();
        closed = true;
    }
}
