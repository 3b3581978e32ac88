package io.meshsdk.internal.telemetry;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.spi.CallFacts;
import io.meshsdk.spi.CallObserver;
import io.meshsdk.spi.Time;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One record for each call, to the logger {@code io.meshsdk.access}: at INFO for calls that the mesh failed or refused, at
 * DEBUG for all others. Holds no query and no header.
 */
public final class AccessLog implements CallObserver {
    private static final Logger LOG = LoggerFactory.getLogger("io.meshsdk.access");

    private final Time time;

    public AccessLog(Time time) {
        this.time = time;
    }

    @Override
    public void closed(CallFacts call, Object kept, Outcome result) {
        ResponseFlags flags =
                new ResponseFlags(call.flags().bits() | result.flags().bits());
        boolean ill = flags.bits() != 0 || (result instanceof Outcome.Replied replied && replied.status() >= 400);
        if (ill ? !LOG.isInfoEnabled() : !LOG.isDebugEnabled()) {
            return;
        }
        Endpoint endpoint = call.endpoint();
        String text =
                "direction={} method={} authority={} path={} status={} flags={} details=\"{}\" listener={} route={}"
                        + " cluster={} endpoint={} attempts={} peer={} us={}";
        Object[] values = {
            call.direction() == CallFacts.Direction.OUTBOUND ? "out" : "in",
            call.head().method(),
            printable(call.head().authority()),
            printable(pathOf(call)),
            result.status(),
            flags,
            printable(result.details()),
            orDash(call.listener()),
            orDash(call.route()),
            orDash(call.cluster()),
            endpoint == null ? "-" : endpoint.address(),
            call.attempts(),
            printable(call.peer().name()),
            TimeUnit.NANOSECONDS.toMicros(time.nanos() - call.startedNanos())
        };
        if (ill) {
            LOG.info(text, values);
        } else {
            LOG.debug(text, values);
        }
    }

    @Override
    public void connectionRefused(ConnectionFacts connection, ResponseFlags flags, String why) {
        LOG.info(
                "direction=in connection=refused flags={} details=\"{}\" local={} remote={} sni={}",
                flags,
                printable(why),
                connection.local(),
                connection.remote(),
                orDash(printable(connection.serverName())));
    }

    private static String pathOf(CallFacts call) {
        String path = call.head().path();
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    /** A peer's text must not make a record look like another. */
    static String printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 0x7f || c == '"' || c == '\u0085' || c == '\u2028' || c == '\u2029') {
                return text.replaceAll("[\\x00-\\x1f\\x7f\"\\u0085\\u2028\\u2029]", "?");
            }
        }
        return text;
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
