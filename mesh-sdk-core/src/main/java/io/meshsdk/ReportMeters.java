package io.meshsdk;

import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.Time;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The report as meters: whether configuration comes, what of it was taken, and how old it is. Gone when it is closed. */
final class ReportMeters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.meshsdk.mesh");
    private static final String CONNECTED = "mesh.xds.connected";
    private static final double NEVER = Double.NaN;

    private final MeterRegistry registry;
    private final Time time;
    private final List<Meter> registered = new ArrayList<>();

    ReportMeters(MeterRegistry registry, ReportBook book, Time time) {
        this.registry = registry;
        this.time = time;
        if (registry.find(CONNECTED).meter() != null) {
            // The registry would give us the other's meters, and closing would take them away from it.
            LOG.warn("the meter registry has mesh.xds meters of another mesh already; this one's are left out");
            return;
        }
        try {
            register(book);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void register(ReportBook book) {
        gauge(
                book,
                CONNECTED,
                "1 while there is a stream to a management server, else 0",
                report -> report.server().isPresent() ? 1 : 0);
        gauge(
                book,
                "mesh.xds.rejected",
                "Findings for which resources are refused now",
                report -> report.rejected().size());
        gauge(
                book,
                "mesh.xds.ignored",
                "Fields of resources in force that are not supported",
                report -> report.ignored().size());
        registered.add(TimeGauge.builder("mesh.config.last_good.age", book, TimeUnit.SECONDS, this::ageOfLastGood)
                .description("Time since a management server stood for what is in force from disk; not a number while"
                        + " nothing is")
                .register(registry));
        for (ResourceType type : ResourceType.values()) {
            ofType(book, type);
        }
    }

    private void gauge(ReportBook book, String name, String description, ToDoubleFunction<MeshReport> value) {
        registered.add(Gauge.builder(name, book, from -> value.applyAsDouble(from.current()))
                .description(description)
                .register(registry));
    }

    private void ofType(ReportBook book, ResourceType type) {
        String tag = type.name().toLowerCase(Locale.ROOT);
        registered.add(FunctionCounter.builder(
                        "mesh.xds.acks", book, from -> state(from, type).acks())
                .description("Responses of a management server that were taken whole")
                .tag("type", tag)
                .register(registry));
        registered.add(FunctionCounter.builder(
                        "mesh.xds.nacks", book, from -> state(from, type).nacks())
                .description("Responses of a management server that were refused, wholly or in part")
                .tag("type", tag)
                .register(registry));
        registered.add(Gauge.builder(
                        "mesh.xds.resources", book, from -> state(from, type).resources())
                .description("Resources that are known")
                .tag("type", tag)
                .register(registry));
        registered.add(TimeGauge.builder("mesh.config.age", book, TimeUnit.SECONDS, from -> age(from, type))
                .description("Time since the last update; not a number before the first")
                .tag("type", tag)
                .register(registry));
    }

    private double ageOfLastGood(ReportBook book) {
        return book.current()
                .lastGood()
                .flatMap(MeshReport.LastGood::inForce)
                .map(then -> Duration.between(then, time.now()).toMillis() / 1e3)
                .orElse(NEVER);
    }

    private double age(ReportBook book, ResourceType type) {
        long last = state(book, type).lastUpdateNanos();
        return last == 0 ? NEVER : (time.nanos() - last) / 1e9;
    }

    private static MeshReport.TypeState state(ReportBook book, ResourceType type) {
        return book.current().types().getOrDefault(type, MeshReport.TypeState.NONE);
    }

    @Override
    public void close() {
        registered.forEach(registry::remove);
    }
}
