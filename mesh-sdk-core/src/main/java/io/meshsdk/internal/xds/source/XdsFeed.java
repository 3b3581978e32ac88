package io.meshsdk.internal.xds.source;

import io.meshsdk.internal.xds.ResourceNames;
import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.internal.xds.ads.AdsClient;
import io.meshsdk.internal.xds.ads.AdsServer;
import io.meshsdk.internal.xds.ads.AdsSettings;
import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.Dialect;
import io.meshsdk.internal.xds.bootstrap.ManagementServer;
import io.meshsdk.internal.xds.bootstrap.Source;
import io.meshsdk.internal.xds.lastgood.Binding;
import io.meshsdk.internal.xds.lastgood.LastGoodKeeper;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.ConfigSource;
import io.meshsdk.spi.Finding;
import io.meshsdk.spi.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/** Sends each name to the source that it is to come from. Owned by the control thread. */
final class XdsFeed implements ConfigSource.Feed {
    private static final Set<ResourceType> UNASKED = Set.of(ResourceType.CLUSTER, ResourceType.LISTENER);
    private static final Origin ADS = new Origin.Ads();
    /** A server that sends differences may need several responses for all that it has. */
    private static final Duration SWEEP_OF_DELTA = Duration.ofSeconds(15);

    private final XdsConfigSource source;
    private final Bootstrap bootstrap;
    private final ConfigSink sink;
    private final Executor control;
    private final Time time;
    private final Origins origins;
    private final Map<Origin, AdsClient> clients = new LinkedHashMap<>();
    private final FixedResources fixed;
    private final Map<ResourceType, Map<Origin, Set<String>>> asked = new EnumMap<>(ResourceType.class);
    private final Map<ResourceType, Set<String>> names = new EnumMap<>(ResourceType.class);
    /** Empty where nothing is kept on disk. */
    private final Optional<StandIn> standIn;

    private boolean closed;

    XdsFeed(XdsConfigSource source, ConfigSink sink, Executor control, Time time) {
        this.source = source;
        this.bootstrap = source.bootstrap;
        this.sink = sink;
        this.control = control;
        this.time = time;
        this.fixed = new FixedResources(bootstrap.fixed());
        this.origins = new Origins(bootstrap.clusterServers(), this::byName);
        this.standIn = source.lastGood.map(this::standIn);
    }

    XdsFeed begin() {
        for (Resource resource : bootstrap.fixed()) {
            origins.learn(resource, ADS);
        }
        fixed.byType().forEach((type, resources) -> sink.update(update(type, resources, Set.of(), List.of())));
        if (!bootstrap.servers().isEmpty()) {
            client(ADS);
        }
        for (ResourceType type : UNASKED) {
            Source from = bootstrap.sources().get(type);
            if (from == null) {
                sink.progress(new ConfigSink.Progress.Complete(type));
                sink.progress(new ConfigSink.Progress.Settled(type));
            } else {
                client(origin(type, from));
            }
        }
        return this;
    }

    @Override
    public void subscribe(ResourceType type, Set<String> all) {
        names.put(type, Set.copyOf(all));
        Map<Origin, Set<String>> wanted = new HashMap<>();
        Map<String, Resource> known = fixed.among(type, all);
        for (String name : all) {
            if (!known.containsKey(name)) {
                wanted.computeIfAbsent(origins.of(type, name), origin -> new HashSet<>())
                        .add(name);
            }
        }
        Map<Origin, Set<String>> former = asked.getOrDefault(type, Map.of());
        asked.put(type, wanted);
        origins.retain(type, all);
        if (!known.isEmpty()) {
            // What nobody wanted was forgotten by the sink, and nobody else would tell it again.
            later(update(type, known, Set.of(), List.of()));
        }
        List<Origin> left = former.keySet().stream()
                .filter(origin -> !wanted.containsKey(origin) && clients.containsKey(origin))
                .toList();
        left.forEach(origin -> client(origin).subscribe(type, Set.of()));
        if (!left.isEmpty()) {
            // Not now: the stream may be at work, and what is named no more may be named again by the same response.
            control.execute(this::closeUnused);
        }
        wanted.forEach((origin, some) -> ask(origin, type, some));
        standIn.ifPresent(one -> one.asked(type, ofServers(wanted)));
    }

    /** A stream or a watch that nobody asks anything of is of no use, and would go on for ever. */
    private void closeUnused() {
        if (closed) {
            return;
        }
        for (Origin origin : List.copyOf(clients.keySet())) {
            if (!isUsed(origin)) {
                java.util.Objects.requireNonNull(clients.remove(origin)).close();
                standIn.ifPresent(one -> one.disconnected(origin));
            }
        }
    }

    private boolean isUsed(Origin origin) {
        return origin.equals(ADS)
                || UNASKED.stream().anyMatch(type -> !unasked(origin, type).isEmpty())
                || asked.values().stream().anyMatch(wanted -> wanted.containsKey(origin));
    }

    private static Set<String> ofServers(Map<Origin, Set<String>> wanted) {
        Set<String> names = new HashSet<>();
        wanted.forEach((origin, some) -> {
            if (isServer(origin)) {
                names.addAll(some);
            }
        });
        return names;
    }

    private static boolean isServer(Origin origin) {
        return !(origin instanceof Origin.File) && !(origin instanceof Origin.Unknown);
    }

    private StandIn standIn(XdsConfigSource.LastGood wanted) {
        Map<ResourceType, Origin> unasked = new EnumMap<>(ResourceType.class);
        boolean delta = false;
        for (ResourceType type : UNASKED) {
            Source from = bootstrap.sources().get(type);
            if (from != null && isServer(origin(type, from))) {
                unasked.put(type, origin(type, from));
                delta |= (from instanceof Source.Stream stream ? stream.variant() : bootstrap.variant())
                        == Variant.DELTA;
            }
        }
        LastGoodKeeper keeper = new LastGoodKeeper(
                wanted.file(), Binding.of(bootstrap), wanted.secrecy(), time, control, source.blocking, sink::progress);
        return new StandIn(
                keeper,
                source.parser,
                new StandIn.Settings(unasked, fixed.names(), wanted.after(), delta ? SWEEP_OF_DELTA : Duration.ZERO),
                time,
                origins::of,
                new Restored(this, unasked));
    }

    /** In gRPC's dialect the authority in a name says whom to ask; in Envoy's names are opaque. */
    private Origin byName(String name) {
        Optional<String> authority =
                bootstrap.dialect() == Dialect.GRPC ? ResourceNames.authority(name) : Optional.empty();
        if (authority.isEmpty()) {
            return ADS;
        }
        List<ManagementServer> servers = bootstrap.authorities().get(authority.get());
        if (servers == null) {
            return new Origin.Unknown("the bootstrap has no authority " + authority.get());
        }
        return servers.isEmpty() || servers.equals(bootstrap.servers()) ? ADS : new Origin.Authority(servers);
    }

    private void ask(Origin origin, ResourceType type, Set<String> some) {
        if (origin instanceof Origin.Unknown unknown) {
            later(update(type, Map.of(), some, refusals(type, some, unknown.why())));
        } else if (origin.equals(ADS) && bootstrap.servers().isEmpty()) {
            later(update(
                    type,
                    Map.of(),
                    some,
                    refusals(type, some, "comes by ads, and the bootstrap has no dynamic_resources.ads_config")));
        } else {
            client(origin).subscribe(type, some);
        }
    }

    private static List<Finding.Rejected> refusals(ResourceType type, Set<String> some, String why) {
        List<Finding.Rejected> refusals = new ArrayList<>();
        some.forEach(name -> refusals.add(new Finding.Rejected(type, name, "config_source", why)));
        return refusals;
    }

    /** The sink asks while it works on an update, and must not be given the next one meanwhile. */
    private void later(ConfigSink.Update update) {
        control.execute(() -> {
            if (!closed) {
                sink.update(update);
            }
        });
    }

    private static ConfigSink.Update update(
            ResourceType type, Map<String, Resource> accepted, Set<String> absent, List<Finding.Rejected> rejected) {
        return new ConfigSink.Update(type, "", accepted, Set.of(), absent, rejected, List.of());
    }

    private AdsClient client(Origin origin) {
        AdsClient known = clients.get(origin);
        if (known == null) {
            known = open(origin);
            clients.put(origin, known);
        }
        return known;
    }

    private AdsClient open(Origin origin) {
        if (origin instanceof Origin.Stream stream) {
            return open(
                    origin,
                    servers(stream.servers(), Optional.of(stream.type())),
                    AdsSettings.of(stream.variant(), unasked(origin, stream.type())));
        }
        if (origin instanceof Origin.File file) {
            // A file is soon mended, and looking at it costs nobody anything.
            AdsSettings often = AdsSettings.of(Variant.STATE_OF_THE_WORLD, unasked(origin, file.type()))
                    .withBackoffMax(Duration.ofSeconds(2));
            return open(
                    origin,
                    List.of(new FileServer(file.path(), file.type(), source.files, time, control, source.blocking)),
                    often);
        }
        if (origin instanceof Origin.Authority authority) {
            return open(
                    origin,
                    servers(authority.servers(), Optional.empty()),
                    AdsSettings.of(bootstrap.variant(), Set.of()).with(fallback()));
        }
        Set<ResourceType> wildcards = new HashSet<>();
        UNASKED.forEach(type -> wildcards.addAll(unasked(origin, type)));
        return open(
                origin,
                servers(bootstrap.servers(), Optional.empty()),
                AdsSettings.of(bootstrap.variant(), wildcards).with(fallback()));
    }

    private AdsSettings.Fallback fallback() {
        return bootstrap.dialect() == Dialect.GRPC
                ? AdsSettings.Fallback.FOR_WHAT_IS_MISSING
                : AdsSettings.Fallback.WHENEVER_AWAY;
    }

    private Set<ResourceType> unasked(Origin origin, ResourceType type) {
        Source from = bootstrap.sources().get(type);
        return from != null && origin(type, from).equals(origin) ? Set.of(type) : Set.of();
    }

    private AdsClient open(Origin origin, List<AdsServer> servers, AdsSettings settings) {
        return new AdsClient(
                servers, settings.with(this::fetchTimeout), parser(origin), new Learning(origin), time, source.random);
    }

    /** What files hold is on disk already. */
    private ResourceParser parser(Origin origin) {
        return isServer(origin) ? standIn.map(StandIn::remembering).orElse(source.parser) : source.parser;
    }

    private Duration fetchTimeout(ResourceType type, String name) {
        Source from = bootstrap.sources().get(type);
        return from != null && name.equals("*") ? from.initialFetchTimeout() : origins.fetchTimeout(type, name);
    }

    private List<AdsServer> servers(List<ManagementServer> servers, Optional<ResourceType> only) {
        return servers.stream()
                .map(server -> source.servers.server(server, only, control))
                .toList();
    }

    private static Origin origin(ResourceType type, Source from) {
        if (from instanceof Source.Stream stream) {
            return new Origin.Stream(stream.servers(), stream.variant(), type);
        }
        return from instanceof Source.File file ? new Origin.File(file.path(), type) : ADS;
    }

    @Override
    public void close() {
        closed = true;
        standIn.ifPresent(StandIn::close);
        clients.values().forEach(AdsClient::close);
    }

    /** The origins are learnt before the sink asks for what is named. */
    private void pass(ConfigSink.Update update, Origin origin) {
        update.accepted().values().forEach(resource -> origins.learn(resource, origin));
        sink.update(update);
        // The sink does not ask again for a name that it asked for before it moved.
        origins.takeMoved().forEach(type -> subscribe(type, names.getOrDefault(type, Set.of())));
    }

    /** What was kept on disk takes the way of what servers send. */
    private record Restored(XdsFeed feed, Map<ResourceType, Origin> unasked) implements StandIn.Delivery {
        @Override
        public void update(ConfigSink.Update update) {
            if (!feed.closed) {
                feed.pass(update, unasked.getOrDefault(update.type(), ADS));
            }
        }

        @Override
        public void later(Runnable task) {
            feed.control.execute(() -> {
                if (!feed.closed) {
                    task.run();
                }
            });
        }

        @Override
        public void settled(ResourceType type) {
            if (!feed.closed) {
                feed.sink.progress(new ConfigSink.Progress.Settled(type));
            }
        }
    }

    /** Learns from what is accepted where to ask for what it names, before the sink asks. */
    private final class Learning implements ConfigSink {
        private final Origin origin;

        private Learning(Origin origin) {
            this.origin = origin;
        }

        @Override
        public void update(Update delivered) {
            Update update = fixed.defend(delivered);
            pass(isServer(origin) ? standIn.map(one -> one.heard(update)).orElse(update) : update, origin);
        }

        /** One stream does not know whether all names of a type are settled, for others may come from elsewhere. */
        @Override
        public void progress(Progress progress) {
            boolean passed = !(progress instanceof Progress.Settled settled)
                    || !unasked(origin, settled.type()).isEmpty();
            if (!passed || !settles(progress)) {
                return;
            }
            sink.progress(progress);
            if (isServer(origin)) {
                standIn.ifPresent(one -> tell(one, progress));
            }
        }

        private boolean settles(Progress progress) {
            return !(progress instanceof Progress.Settled settled)
                    || !isServer(origin)
                    || standIn.map(one -> one.settles(settled.type())).orElse(true);
        }

        private void tell(StandIn one, Progress progress) {
            if (progress instanceof Progress.Connected) {
                one.connected(origin);
            } else if (progress instanceof Progress.Disconnected) {
                one.disconnected(origin);
            } else if (progress instanceof Progress.Acked acked) {
                one.answered(acked.type());
            }
        }
    }
}
