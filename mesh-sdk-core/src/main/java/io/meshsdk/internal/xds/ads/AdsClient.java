package io.meshsdk.internal.xds.ads;

import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.ConfigSource;
import io.meshsdk.spi.Time;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one stream to the first of several servers that can be reached, and feeds what comes to a sink. While a lesser server
 * serves, better ones are tried, and take over with their first response. Owned by the control thread.
 */
public final class AdsClient implements ConfigSource.Feed {
    private final List<AdsServer> servers;
    private final AdsSettings settings;
    private final ConfigSink sink;
    private final Time time;
    private final Map<ResourceType, TypeFeed> feeds = new EnumMap<>(ResourceType.class);
    private final Backoff backoff;
    private final Backoff probing;
    private @Nullable Session active;
    /** A try with a server that is preferred to the active one. */
    private @Nullable Session probe;

    private Time.@Nullable Timer retry;
    /** The server to turn to as soon as something is missed; 0 for none. */
    private int spare;

    private boolean closed;

    /**
     * Begins to connect.
     *
     * @param servers at least one, the best first
     */
    public AdsClient(
            List<AdsServer> servers,
            AdsSettings settings,
            ResourceParser parser,
            ConfigSink sink,
            Time time,
            RandomGenerator random) {
        this.servers = List.copyOf(servers);
        this.settings = settings;
        this.sink = sink;
        this.time = time;
        this.backoff = new Backoff(settings.backoffBase(), settings.backoffMax(), random);
        this.probing = new Backoff(settings.backoffBase(), settings.backoffMax(), random);
        for (ResourceType type : ResourceType.values()) {
            feeds.put(type, new TypeFeed(type, settings, parser, sink, time));
        }
        active = new Session(0).begin();
    }

    @Override
    public void subscribe(ResourceType type, Set<String> names) {
        TypeFeed feed = feed(type);
        feed.want(names);
        if (active != null) {
            active.ask(feed);
        }
        if (probe != null) {
            probe.ask(feed);
        }
        if (active == null && spare > 0 && misses() && !closed) {
            cancelRetry();
            turnTo(spare);
        }
    }

    @Override
    public void close() {
        closed = true;
        cancelRetry();
        end(active, "the mesh is closed");
        end(probe, "the mesh is closed");
        active = null;
        probe = null;
        feeds.values().forEach(TypeFeed::close);
    }

    private TypeFeed feed(ResourceType type) {
        return java.util.Objects.requireNonNull(feeds.get(type));
    }

    private void failed(Session session, String why) {
        if (session == probe) {
            probe = null;
            tryBetter(session.index + 1);
            return;
        }
        active = null;
        end(probe, "starting over");
        probe = null;
        cancelRetry();
        feeds.values().forEach(TypeFeed::down);
        sink.progress(new ConfigSink.Progress.Disconnected(session.server.name(), why));
        if (closed) {
            return;
        }
        boolean next = !session.heard && session.index + 1 < servers.size();
        if (next && passesOver()) {
            turnTo(session.index + 1);
        } else {
            spare = next ? session.index + 1 : 0;
            retry = time.schedule(backoff.next(), () -> turnTo(0));
        }
    }

    private void turnTo(int index) {
        spare = 0;
        active = new Session(index).begin();
    }

    /** Whether a server that gave no answer is reason enough to turn to the next. */
    private boolean passesOver() {
        return settings.fallback().when() == AdsSettings.Fallback.When.AWAY || misses();
    }

    private boolean misses() {
        return feeds.values().stream().anyMatch(TypeFeed::misses);
    }

    /** Tries the servers that are preferred to the active one, from one on; after the last the first again, after a while. */
    private void tryBetter(int from) {
        if (closed || active == null || active.index == 0) {
            return;
        }
        if (from < active.index) {
            probe = new Session(from).begin();
        } else {
            retry = time.schedule(probing.next(), () -> tryBetter(0));
        }
    }

    private void takeOver(Session better) {
        end(active, "a server of higher preference is back");
        active = better;
        probe = null;
        cancelRetry();
        probing.reset();
        feeds.values().forEach(TypeFeed::down);
        feeds.values().forEach(TypeFeed::sent);
        connected(better);
    }

    private void connected(Session session) {
        sink.progress(new ConfigSink.Progress.Connected(session.server.name()));
        if (session.index > 0) {
            cancelRetry();
            retry = time.schedule(probing.next(), () -> tryBetter(0));
        }
    }

    private void cancelRetry() {
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
    }

    private static void end(@Nullable Session session, String why) {
        if (session != null) {
            session.end(why);
        }
    }

    /** One stream. */
    private final class Session implements AdsServer.Receiver {
        private final int index;
        private final AdsServer server;
        private final Map<ResourceType, Protocol> protocols = new EnumMap<>(ResourceType.class);
        private AdsServer.@Nullable Stream stream;
        /** For the connection, then for the first answer. */
        private Time.@Nullable Timer limit;

        private boolean up;
        private boolean heard;
        private boolean over;

        private Session(int index) {
            this.index = index;
            this.server = servers.get(index);
        }

        private Session begin() {
            limit = time.schedule(
                    settings.connectTimeout(), () -> giveUp("no connection within " + settings.connectTimeout()));
            stream = server.open(settings.variant(), this);
            return this;
        }

        private void giveUp(String why) {
            end(why);
            failed(this, why);
        }

        private void end(String why) {
            over = true;
            stopLimit();
            if (stream != null) {
                stream.cancel(why);
            }
        }

        private void stopLimit() {
            if (limit != null) {
                limit.cancel();
                limit = null;
            }
        }

        private void awaitAnswer() {
            if (heard || over || limit != null || protocols.isEmpty()) {
                return;
            }
            AdsSettings.Fallback fallback = settings.fallback();
            Duration silence = this == probe ? fallback.patience() : fallback.silence();
            limit = time.schedule(silence, () -> unanswered(silence));
        }

        /** A silent server is better than none, so the last one is kept. */
        private void unanswered(Duration silence) {
            limit = null;
            if (this == probe || (index + 1 < servers.size() && passesOver())) {
                giveUp("no answer within " + silence);
            }
        }

        @Override
        public void up() {
            if (over || up) {
                return;
            }
            stopLimit();
            up = true;
            if (this == active) {
                connected(this);
            }
            feeds.values().forEach(this::ask);
        }

        private void ask(TypeFeed feed) {
            Interest interest = feed.interest();
            if (!up || over || (interest.isNone() && !protocols.containsKey(feed.type()))) {
                return;
            }
            protocol(feed).want(interest).ifPresent(this::send);
            if (this == active) {
                feed.sent();
            }
            awaitAnswer();
        }

        private Protocol protocol(TypeFeed feed) {
            return protocols.computeIfAbsent(
                    feed.type(),
                    type -> settings.variant() == Variant.DELTA
                            ? new Delta(type, feed.heldFor(server.name()))
                            : new StateOfTheWorld(type, feed.versionFor(server.name())));
        }

        private void send(AdsRequest request) {
            java.util.Objects.requireNonNull(stream).send(request);
        }

        @Override
        public void received(AdsResponse response) {
            if (over) {
                return;
            }
            heard = true;
            stopLimit();
            if (this == probe) {
                takeOver(this);
            }
            try {
                // A type that nobody asked for has no subscription to answer for.
                for (TypeFeed feed : feeds.values()) {
                    if (feed.type().typeUrl().equals(response.typeUrl()) && protocols.containsKey(feed.type())) {
                        answer(feed, response);
                    }
                }
            } finally {
                // Whatever one response did: without this the stream would stand still for ever, and look well.
                if (!over) {
                    java.util.Objects.requireNonNull(stream).next();
                }
            }
        }

        /** The answer goes out first: what the sink asks for in consequence must carry the nonce that is then the latest. */
        private void answer(TypeFeed feed, AdsResponse response) {
            Holdings.Change change = taken(feed, response);
            ConfigSink.Progress progress;
            if (change.rejected().isEmpty()) {
                backoff.reset();
                send(protocol(feed).ack(response.version(), response.nonce()));
                progress = new ConfigSink.Progress.Acked(feed.type(), response.version());
            } else {
                String error = TypeFeed.error(change.rejected());
                send(protocol(feed).nack(response.nonce(), error));
                progress = new ConfigSink.Progress.Nacked(feed.type(), response.version(), error);
            }
            try {
                feed.deliver(response, change);
            } finally {
                sink.progress(progress);
            }
        }

        /** A server waits for an answer to each response, so there is one even where this one could not be looked at. */
        private Holdings.Change taken(TypeFeed feed, AdsResponse response) {
            try {
                return feed.take(response, server.name());
            } catch (RuntimeException | Error e) {
                String error = "cannot be taken: " + e;
                send(protocol(feed).nack(response.nonce(), error));
                sink.progress(new ConfigSink.Progress.Nacked(feed.type(), response.version(), error));
                throw e;
            }
        }

        @Override
        public void closed(String why) {
            if (over) {
                return;
            }
            over = true;
            stopLimit();
            failed(this, why);
        }
    }
}
