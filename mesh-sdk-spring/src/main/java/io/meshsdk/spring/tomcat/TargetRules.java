package io.meshsdk.spring.tomcat;

import java.util.Locale;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.jspecify.annotations.Nullable;

/**
 * What Tomcat refuses in a path before anybody is asked: escaped slashes, backslashes and a few characters more. The listener
 * may say that they are unescaped, escaped or redirected, so Tomcat lets them in here, and what is left of them after the mesh
 * has normalized the path is refused. Safe for use by many threads.
 */
public final class TargetRules {
    private static final String UNWISE = "\"<>[\\]^`{|}";
    private static final String PASS_THROUGH = EncodedSolidusHandling.PASS_THROUGH.getValue();

    /** The characters refused; Tomcat's own rules until a connector is relaxed. */
    private volatile String refused = UNWISE;

    private volatile boolean refusesSlash = true;
    private volatile boolean refusesBackslash = true;

    /** Remembers what the application chose for its connector, and lets the rest in. */
    void relax(Connector connector) {
        if (!(connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http)) {
            return;
        }
        String allowed = http.getRelaxedPathChars() == null ? "" : http.getRelaxedPathChars();
        StringBuilder left = new StringBuilder();
        boolean backslash = connector.getAllowBackslash();
        UNWISE.chars()
                .filter(c -> allowed.indexOf(c) < 0 || (c == '\\' && !backslash))
                .forEach(c -> left.append((char) c));
        refused = left.toString();
        refusesSlash = connector.getEncodedSolidusHandlingInternal() == EncodedSolidusHandling.REJECT;
        EncodedSolidusHandling reverse = connector.getEncodedReverseSolidusHandlingInternal();
        // Decoded, as it is by default, it is a backslash, and refused as such.
        refusesBackslash =
                reverse == EncodedSolidusHandling.REJECT || (reverse == EncodedSolidusHandling.DECODE && !backslash);
        http.setRelaxedPathChars(UNWISE);
        connector.setAllowBackslash(true);
        if (refusesSlash) {
            connector.setEncodedSolidusHandling(PASS_THROUGH);
        }
        if (refusesBackslash) {
            connector.setEncodedReverseSolidusHandling(PASS_THROUGH);
        }
    }

    /**
     * Why a target is refused: Tomcat would have answered 400, or reads it otherwise than policies do. Null where it is good.
     *
     * @param sent the target as it came on the wire
     * @param judged the path with its query that the mesh forwards
     */
    public @Nullable String refusal(String sent, String judged) {
        String why = PathParameters.trick(sent);
        if (why == null) {
            why = PathParameters.trick(judged);
        }
        return why == null ? forbidden(judged) : why;
    }

    private @Nullable String forbidden(String target) {
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        for (int i = 0; i < end; i++) {
            char c = target.charAt(i);
            if (refused.indexOf(c) >= 0) {
                return "the character " + c;
            }
            if (c == '%' && i + 2 < end) {
                String escape = target.substring(i + 1, i + 3).toLowerCase(Locale.ROOT);
                if (refusesSlash && escape.equals("2f")) {
                    return "an escaped slash";
                }
                if (refusesBackslash && escape.equals("5c")) {
                    return "an escaped backslash";
                }
            }
        }
        return null;
    }
}
