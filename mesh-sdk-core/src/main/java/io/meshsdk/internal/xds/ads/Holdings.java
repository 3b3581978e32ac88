package io.meshsdk.internal.xds.ads;

import com.google.protobuf.ByteString;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.internal.xds.ResourceNames;
import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The resources of one type that were accepted, across streams, and what a response changes in them. Bytes that were read
 * before are not read again. Without I/O, clock or thread.
 */
final class Holdings {
    private final ResourceType type;
    private final ResourceParser parser;
    private final Map<String, Held> held = new LinkedHashMap<>();
    private final Map<String, Held> refused = new HashMap<>();
    private final Map<ByteString, Parsed> read = new HashMap<>();

    private record Held(ByteString bytes, Parsed parsed, String version, String server) {}

    /**
     * What a response changed.
     *
     * @param absent asked for, and the server says that there is none
     * @param unmentioned asked for and not in a response that has all there is, which may be older than the question
     * @param present all names that the response is about
     * @param lifetimes of the resources that may be believed for a time only
     */
    record Change(
            Map<String, Resource> accepted,
            Set<String> removed,
            Set<String> absent,
            Set<String> unmentioned,
            Set<String> present,
            Map<String, Optional<Duration>> lifetimes,
            List<Finding.Rejected> rejected,
            List<Finding.Ignored> ignored) {
        boolean isEmpty() {
            return accepted.isEmpty()
                    && removed.isEmpty()
                    && absent.isEmpty()
                    && rejected.isEmpty()
                    && ignored.isEmpty();
        }
    }

    Holdings(ResourceType type, ResourceParser parser) {
        this.type = type;
        this.parser = parser;
    }

    boolean holds(String name) {
        return held.containsKey(name);
    }

    /**
     * The versions of what is held, by canonical name: nothing that was refused is in it. Versions of another server mean
     * nothing to this one and are empty, but that the resource is held does.
     */
    Map<String, String> versionsFor(String server) {
        Map<String, String> versions = new LinkedHashMap<>();
        held.forEach((name, resource) -> versions.put(
                ResourceNames.canonical(name), resource.server().equals(server) ? resource.version() : ""));
        return versions;
    }

    /** Forgets what nobody asks for any more. */
    void retain(Asked asked) {
        if (!asked.wildcard()) {
            Set<String> names = new HashSet<>(asked.names());
            known().stream().filter(name -> !names.contains(name)).forEach(this::drop);
        }
    }

    /** Forgets one; false where it was neither held nor refused. */
    boolean drop(String name) {
        Held bad = refused.remove(name);
        Held former = held.remove(name);
        forget(bad);
        forget(former);
        return former != null || bad != null;
    }

    private Set<String> known() {
        Set<String> known = new LinkedHashSet<>(held.keySet());
        known.addAll(refused.keySet());
        return known;
    }

    /**
     * @param complete whether what is not in the response is gone: listeners and clusters in state-of-the-world
     */
    Change take(AdsResponse response, String server, Asked asked, boolean complete) {
        Change change = new Change(
                new LinkedHashMap<>(),
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new HashSet<>(),
                new LinkedHashMap<>(),
                new ArrayList<>(),
                new ArrayList<>());
        boolean all = complete;
        boolean heartbeat = !response.items().isEmpty();
        for (AdsResponse.Item item : response.items()) {
            // A response that only says that some live on does not say that the others are gone; and one with a
            // resource
            // that has no readable name might be about any.
            heartbeat &= item.body().isEmpty();
            all &= take(item, server, asked, change);
        }
        if (all && !heartbeat) {
            // What was refused and is gone is told as well, lest it be reported and kept for ever.
            known().stream().filter(name -> !change.present().contains(name)).forEach(name -> remove(name, change));
            asked.names().stream()
                    .filter(name -> !change.present().contains(name)
                            && !change.removed().contains(name))
                    .forEach(change.unmentioned()::add);
        }
        for (String removed : response.removed()) {
            asked.keys(removed, List.of()).forEach(name -> {
                if (!change.present().contains(name)) {
                    remove(name, change);
                }
            });
        }
        return change;
    }

    private void remove(String name, Change change) {
        (drop(name) ? change.removed() : change.absent()).add(name);
    }

    /** False where it cannot be told which resource this is. */
    private boolean take(AdsResponse.Item item, String server, Asked asked, Change change) {
        if (item.body().isEmpty()) {
            asked.keys(item.name(), item.aliases()).stream().filter(this::holds).forEach(name -> {
                change.present().add(name);
                change.lifetimes().put(name, item.ttl());
            });
            return true;
        }
        ByteString bytes = item.body().get();
        Parsed parsed = read(item, bytes);
        String name = item.name().isEmpty() ? nameOf(parsed) : item.name();
        if (name.isEmpty()) {
            change.rejected().addAll(((Parsed.Rejected) parsed).why());
            return false;
        }
        List<String> keys = asked.keys(name, item.aliases());
        for (String key : keys) {
            if (!change.present().add(key)) {
                change.rejected().add(new Finding.Rejected(type, name, "name", "given twice in one response"));
            } else if (parsed instanceof Parsed.Accepted accepted) {
                hold(key, new Held(bytes, parsed, item.version(), server), accepted, change);
                change.lifetimes().put(key, item.ttl());
            } else if (parsed instanceof Parsed.Rejected rejected) {
                change.rejected().addAll(rejected.why());
                forget(refused.put(key, new Held(bytes, parsed, item.version(), server)));
                read.put(bytes, parsed);
                if (!holds(key)) {
                    change.absent().add(key);
                }
            }
        }
        return true;
    }

    private void hold(String key, Held now, Parsed.Accepted accepted, Change change) {
        Held former = held.put(key, now);
        Held mended = refused.remove(key);
        forget(mended);
        // What is good again is told even where it is what it was: who was told of a refusal takes it back.
        if (mended != null || former == null || !former.bytes().equals(now.bytes())) {
            forget(former);
            change.accepted().put(key, accepted.resource());
            change.ignored().addAll(accepted.ignored());
        }
        read.put(now.bytes(), now.parsed());
    }

    private void forget(@org.jspecify.annotations.Nullable Held former) {
        if (former != null) {
            read.remove(former.bytes());
        }
    }

    private Parsed read(AdsResponse.Item item, ByteString bytes) {
        if (!item.typeUrl().equals(type.typeUrl())) {
            return rejected(item, "type_url", "is " + item.typeUrl() + " in a response of " + type.typeUrl());
        }
        Parsed known = read.get(bytes);
        if (known != null) {
            return known;
        }
        try {
            return parser.parse(type, item.name(), bytes);
        } catch (StackOverflowError e) {
            return rejected(item, "", "is nested too deeply to be read; nest it less");
        } catch (RuntimeException | LinkageError | AssertionError e) {
            return rejected(item, "", "cannot be read: " + e);
        }
    }

    private Parsed.Rejected rejected(AdsResponse.Item item, String field, String why) {
        return new Parsed.Rejected(item.name(), List.of(new Finding.Rejected(type, item.name(), field, why)));
    }

    private static String nameOf(Parsed parsed) {
        if (parsed instanceof Parsed.Accepted accepted) {
            return accepted.resource().name();
        }
        return ((Parsed.Rejected) parsed).name();
    }
}
