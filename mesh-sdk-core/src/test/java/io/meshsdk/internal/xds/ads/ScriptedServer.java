package io.meshsdk.internal.xds.ads;

import java.util.ArrayList;
import java.util.List;

/** A server that does what a test says, and remembers what it was asked. */
public final class ScriptedServer implements AdsServer {
    private final String name;
    public final List<Opened> streams = new ArrayList<>();

    public ScriptedServer(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Stream open(Variant variant, Receiver receiver) {
        Opened opened = new Opened(receiver);
        streams.add(opened);
        return opened;
    }

    public Opened last() {
        return streams.get(streams.size() - 1);
    }

    public static final class Opened implements Stream {
        private final Receiver client;
        public final List<AdsRequest> requests = new ArrayList<>();
        private int read;
        public int allowed = 1;
        public boolean cancelled;

        private Opened(Receiver client) {
            this.client = client;
        }

        public void up() {
            client.up();
        }

        public void answer(AdsResponse response) {
            allowed--;
            client.received(response);
        }

        public void close(String why) {
            client.closed(why);
        }

        /** What was asked since the last look. */
        public List<AdsRequest> news() {
            List<AdsRequest> news = List.copyOf(requests.subList(read, requests.size()));
            read = requests.size();
            return news;
        }

        @Override
        public void send(AdsRequest request) {
            requests.add(request);
        }

        @Override
        public void next() {
            allowed++;
        }

        @Override
        public void cancel(String why) {
            cancelled = true;
        }
    }
}
