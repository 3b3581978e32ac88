package io.meshsdk.internal.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The resources of one type: the newest accepted, and the ones in force. A resource in force stays until a newer one has
 * warmed or the source removed it. What a change costs depends on the change alone. Owned by the control thread.
 */
final class Stock<R> {
    private final Map<String, R> accepted = new HashMap<>();
    private final Map<String, R> inForce = new HashMap<>();
    private final Set<String> absent = new HashSet<>();
    private final Set<String> warming = new LinkedHashSet<>();
    private final Set<String> leaving = new LinkedHashSet<>();
    private boolean settled;

    void accept(String name, R resource) {
        accepted.put(name, resource);
        absent.remove(name);
        leaving.remove(name);
        if (resource.equals(inForce.get(name))) {
            warming.remove(name);
        } else {
            warming.add(name);
        }
    }

    /** What is in force stays there until {@link #withdraw}. */
    void remove(String name) {
        forget(name);
        absent.add(name);
    }

    void absent(String name) {
        if (!accepted.containsKey(name)) {
            absent.add(name);
        }
    }

    /** The first answer of the type came, or its time has passed: what is not there now is not waited for. */
    void settle() {
        settled = true;
    }

    /** Whether a name is there, or need not be waited for. */
    boolean resolved(String name) {
        return accepted.containsKey(name) || absent.contains(name);
    }

    boolean settled() {
        return settled;
    }

    Optional<R> find(String name) {
        return Optional.ofNullable(accepted.get(name));
    }

    Collection<R> accepted() {
        return accepted.values();
    }

    boolean warms() {
        return !warming.isEmpty();
    }

    /** Names accepted whose newest form is not in force. */
    List<String> warming() {
        return List.copyOf(warming);
    }

    /** Names in force that the source has removed. */
    List<String> leaving() {
        return List.copyOf(leaving);
    }

    /** Puts the newest form in force. */
    R promote(String name) {
        R resource = accepted.get(name);
        if (resource == null) {
            throw new IllegalStateException(name + " was promoted before it was accepted");
        }
        inForce.put(name, resource);
        warming.remove(name);
        return resource;
    }

    /** The newest form cannot be put in force: the one in force stands again, or there is none. */
    void refuse(String name) {
        warming.remove(name);
        R former = inForce.get(name);
        if (former == null) {
            accepted.remove(name);
            absent.add(name);
        } else {
            accepted.put(name, former);
        }
    }

    void withdraw(String name) {
        inForce.remove(name);
        leaving.remove(name);
    }

    /** Forgets what nobody asks for any more, so that names by demand do not pile up. */
    void retain(Set<String> wanted) {
        for (String name : List.copyOf(accepted.keySet())) {
            if (!wanted.contains(name)) {
                forget(name);
            }
        }
        absent.retainAll(wanted);
    }

    Map<String, R> inForce() {
        return inForce;
    }

    private void forget(String name) {
        accepted.remove(name);
        warming.remove(name);
        if (inForce.containsKey(name)) {
            leaving.add(name);
        }
    }
}
