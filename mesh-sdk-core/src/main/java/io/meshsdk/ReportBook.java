package io.meshsdk;

import io.meshsdk.internal.config.ConfigListener;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.Finding;
import io.meshsdk.spi.Time;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the {@link MeshReport}. Written on the control thread, read by all through one volatile reference. */
final class ReportBook implements ConfigListener {
    private static final Logger LOG = LoggerFactory.getLogger("io.meshsdk.config");

    /** Where what has no readable name is reported; the next response of the type takes its place. */
    private static final String NAMELESS = "";

    private final Time time;
    private final Map<ResourceType, MeshReport.TypeState> types = new EnumMap<>(ResourceType.class);
    private final Map<ResourceType, Set<String>> names = new EnumMap<>(ResourceType.class);
    private final Map<Place, List<Finding.Rejected>> rejected = new LinkedHashMap<>();
    private final Map<Place, List<Finding.Ignored>> ignored = new LinkedHashMap<>();
    private Optional<String> server = Optional.empty();
    private Optional<String> lastError = Optional.empty();
    private Optional<MeshReport.LastGood> lastGood = Optional.empty();
    private volatile MeshReport current =
            new MeshReport(Optional.empty(), Optional.empty(), Map.of(), List.of(), List.of(), Optional.empty());

    ReportBook(Time time) {
        this.time = time;
    }

    MeshReport current() {
        return current;
    }

    @Override
    public void updated(ConfigSink.Update update) {
        Set<String> known = names.computeIfAbsent(update.type(), type -> new HashSet<>());
        known.addAll(update.accepted().keySet());
        known.removeAll(update.removed());
        update.accepted().keySet().forEach(name -> clear(new Place(update.type(), name)));
        update.removed().forEach(name -> clear(new Place(update.type(), name)));
        if (!update.accepted().isEmpty() || !update.rejected().isEmpty()) {
            clear(new Place(update.type(), NAMELESS));
        }
        Set<Place> refreshed = new HashSet<>();
        for (Finding.Rejected finding : update.rejected()) {
            Place place = new Place(update.type(), finding.resource());
            if (refreshed.add(place)) {
                rejected.remove(place);
            }
            rejected.merge(place, List.of(finding), ReportBook::joined);
            LOG.warn("{} rejected, the former version stays in force: {}", update.type(), finding);
        }
        for (Finding.Ignored finding : update.ignored()) {
            ignored.merge(new Place(update.type(), finding.resource()), List.of(finding), ReportBook::joined);
        }
        MeshReport.TypeState state = state(update.type());
        String version = update.accepted().isEmpty() ? state.version() : update.version();
        types.put(
                update.type(),
                new MeshReport.TypeState(version, known.size(), state.acks(), state.nacks(), time.nanos()));
        publish();
    }

    @Override
    public void released(ResourceType type, Set<String> let) {
        names.getOrDefault(type, new HashSet<>()).removeAll(let);
        let.forEach(name -> clear(new Place(type, name)));
        MeshReport.TypeState state = state(type);
        if (types.containsKey(type)) {
            types.put(
                    type,
                    new MeshReport.TypeState(
                            state.version(),
                            names.getOrDefault(type, Set.of()).size(),
                            state.acks(),
                            state.nacks(),
                            state.lastUpdateNanos()));
        }
        publish();
    }

    /** Something refused that no response of a source brought: a certificate that does not fit its key, say. */
    void found(Finding.Rejected finding) {
        rejected.put(new Place(finding.type(), finding.resource()), List.of(finding));
        LOG.warn("{} rejected, what was in force stays: {}", finding.type(), finding);
        publish();
    }

    @Override
    public void progress(ConfigSink.Progress progress) {
        if (progress instanceof ConfigSink.Progress.Connected connected) {
            LOG.info("connected to the management server {}", connected.server());
            server = Optional.of(connected.server());
        } else if (progress instanceof ConfigSink.Progress.Disconnected disconnected) {
            LOG.warn(
                    "no stream to the management server {}: {}; the configuration in force stays",
                    disconnected.server(),
                    disconnected.why());
            server = Optional.empty();
            lastError = Optional.of(disconnected.server() + ": " + disconnected.why());
        } else if (progress instanceof ConfigSink.Progress.LastGood now) {
            log(lastGood, now);
            lastGood = Optional.of(new MeshReport.LastGood(now.file(), now.inForce(), now.problems()));
        } else if (progress instanceof ConfigSink.Progress.Acked acked) {
            clear(new Place(acked.type(), NAMELESS));
            MeshReport.TypeState state = state(acked.type());
            types.put(
                    acked.type(),
                    new MeshReport.TypeState(
                            acked.version(),
                            state.resources(),
                            state.acks() + 1,
                            state.nacks(),
                            state.lastUpdateNanos()));
        } else if (progress instanceof ConfigSink.Progress.Nacked nacked) {
            MeshReport.TypeState state = state(nacked.type());
            types.put(
                    nacked.type(),
                    new MeshReport.TypeState(
                            state.version(),
                            state.resources(),
                            state.acks(),
                            state.nacks() + 1,
                            state.lastUpdateNanos()));
        }
        publish();
    }

    private static void log(Optional<MeshReport.LastGood> former, ConfigSink.Progress.LastGood now) {
        List<String> known = former.map(MeshReport.LastGood::problems).orElse(List.of());
        now.problems().stream()
                .filter(problem -> !known.contains(problem))
                .forEach(problem -> LOG.warn("the configuration kept at {}: {}", now.file(), problem));
        boolean before = former.flatMap(MeshReport.LastGood::inForce).isPresent();
        if (now.inForce().isPresent() && !before) {
            LOG.warn(
                    "no management server has answered: the configuration of {}, kept at {}, is in force until one"
                            + " does",
                    now.inForce().get(),
                    now.file());
        } else if (now.inForce().isEmpty() && before) {
            LOG.info("a management server has answered: nothing of {} is in force any more", now.file());
        }
    }

    private MeshReport.TypeState state(ResourceType type) {
        return types.getOrDefault(type, MeshReport.TypeState.NONE);
    }

    private void clear(Place place) {
        rejected.remove(place);
        ignored.remove(place);
    }

    private void publish() {
        current = new MeshReport(server, lastError, types, flat(rejected), flat(ignored), lastGood);
    }

    private static <T> List<T> joined(List<T> former, List<T> more) {
        return java.util.stream.Stream.concat(former.stream(), more.stream()).toList();
    }

    private static <T> List<T> flat(Map<Place, List<T>> findings) {
        return findings.values().stream().flatMap(List::stream).toList();
    }

    private record Place(ResourceType type, String resource) {}
}
