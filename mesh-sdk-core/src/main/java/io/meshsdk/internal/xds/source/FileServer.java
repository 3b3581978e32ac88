package io.meshsdk.internal.xds.source;

import io.meshsdk.internal.xds.ads.AdsRequest;
import io.meshsdk.internal.xds.ads.AdsResponse;
import io.meshsdk.internal.xds.ads.AdsServer;
import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A file that answers as a server would: what it holds, and again when that changes. Its content is looked at each second,
 * which also sees what mounted volumes do with links.
 */
final class FileServer implements AdsServer {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final String path;
    private final ResourceType type;
    private final BiFunction<String, byte[], AdsResponse> reader;
    private final Time time;
    private final Executor control;
    private final Executor blocking;

    /**
     * @param reader of the path and its content
     */
    FileServer(
            String path,
            ResourceType type,
            BiFunction<String, byte[], AdsResponse> reader,
            Time time,
            Executor control,
            Executor blocking) {
        this.path = path;
        this.type = type;
        this.reader = reader;
        this.time = time;
        this.control = control;
        this.blocking = blocking;
    }

    @Override
    public String name() {
        return path;
    }

    @Override
    public Stream open(Variant variant, Receiver receiver) {
        Watch watch = new Watch(receiver);
        watch.look();
        return watch;
    }

    private final class Watch implements Stream {
        private final Receiver receiver;
        private byte @Nullable [] content;
        private @Nullable AdsResponse last;
        private List<String> names = List.of();
        private Time.@Nullable Timer timer;
        private boolean over;

        private Watch(Receiver receiver) {
            this.receiver = receiver;
        }

        private void look() {
            byte[] former = content;
            blocking.execute(() -> {
                try {
                    byte[] now = Files.readAllBytes(Path.of(path));
                    AdsResponse response = Arrays.equals(now, former) ? null : read(now);
                    control.execute(() -> seen(now, response));
                } catch (IOException | RuntimeException | Error e) {
                    // An error of one reading must not end the watch; the next one begins soon.
                    control.execute(() -> failed(e));
                }
            });
        }

        /** Files need not say of which type they are; what is of another is refused one by one. */
        private AdsResponse read(byte[] now) {
            AdsResponse response = reader.apply(path, now);
            return new AdsResponse(
                    type.typeUrl(), response.version(), response.nonce(), response.items(), response.removed());
        }

        private void seen(byte[] now, @Nullable AdsResponse response) {
            if (over) {
                return;
            }
            timer = time.schedule(LOOK, this::look);
            if (response == null) {
                return;
            }
            boolean first = content == null;
            content = now;
            last = response;
            if (first) {
                receiver.up();
            }
            tell();
        }

        private void tell() {
            if (!over && last != null) {
                receiver.received(last);
            }
        }

        private void failed(Throwable e) {
            if (!over) {
                over = true;
                receiver.closed(
                        e instanceof RuntimeException ? String.valueOf(e.getMessage()) : "cannot be read: " + e);
            }
        }

        /** A name more may be in the file already. */
        @Override
        public void send(AdsRequest request) {
            if (request instanceof AdsRequest.StateOfTheWorld asked
                    && !asked.names().equals(names)) {
                names = asked.names();
                control.execute(this::tell);
            }
        }

        @Override
        public void next() {
            // A file does not hurry.
        }

        @Override
        public void cancel(String why) {
            over = true;
            if (timer != null) {
                timer.cancel();
            }
        }
    }
}
