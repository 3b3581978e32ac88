package io.meshsdk.internal.identity;

import io.meshsdk.internal.identity.Forge.Parts;
import io.meshsdk.model.Secret.TlsCertificate;
import io.meshsdk.model.Secret.ValidationContext;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.model.TransportSocket.CommonTls;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The security of one socket, and what it was made of. Guarded by the control thread.
 *
 * @param <S> client's or server's
 */
final class Held<S> {
    private final String where;
    private final CommonTls tls;
    private final Maker<S> maker;
    private final Function<String, S> refused;
    private @Nullable Parts tried;
    private @Nullable S current;
    /** Whether {@code current} came from parts, and so outlives parts that cannot be used. */
    private boolean good;

    private Optional<TlsCertificate> certificate = Optional.empty();
    private String reason = "";

    interface Maker<S> {
        S make(Parts parts) throws UnusableSecretException;
    }

    Held(String where, CommonTls tls, Maker<S> maker, Function<String, S> refused) {
        this.where = where;
        this.tls = tls;
        this.maker = maker;
        this.refused = refused;
    }

    /** A socket that no secret can help. */
    static <S> Held<S> refusing(String why, Function<String, S> refused) {
        return new Held<>(
                why,
                new CommonTls(
                        new TransportSocket.CertificateSource.None(),
                        new TransportSocket.ValidationSource.None(),
                        List.of(),
                        TransportSocket.TlsParameters.DEFAULT),
                parts -> refused.apply(why),
                refused);
    }

    /** The security of now; another object only where something changed. */
    S refresh(Sources sources, SocketListener listener) {
        Found<Optional<TlsCertificate>> own = sources.certificate(tls.certificate());
        Found<Optional<ValidationContext>> peer = sources.validation(tls.validation());
        if (own instanceof Found.Missing<Optional<TlsCertificate>> missing) {
            return without(missing.why());
        }
        if (peer instanceof Found.Missing<Optional<ValidationContext>> missing) {
            return without(missing.why());
        }
        Parts parts = new Parts(
                ((Found.Ready<Optional<TlsCertificate>>) own).value(),
                ((Found.Ready<Optional<ValidationContext>>) peer).value());
        if (parts.equals(tried) && current != null) {
            return current;
        }
        tried = parts;
        try {
            current = maker.make(parts);
            good = true;
            certificate = parts.certificate();
            listener.took(where, parts, null);
            return current;
        } catch (UnusableSecretException e) {
            listener.took(where, parts, e);
            return without(e.why());
        }
    }

    Optional<TlsCertificate> certificate() {
        return certificate;
    }

    private S without(String why) {
        if (current == null || (!good && !why.equals(reason))) {
            current = refused.apply(where + ": " + why);
            reason = why;
        }
        return current;
    }
}
