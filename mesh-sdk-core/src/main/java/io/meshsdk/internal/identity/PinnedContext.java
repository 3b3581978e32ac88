package io.meshsdk.internal.identity;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** An {@link SSLContext} whose engines come with our versions, ciphers and client-certificate rule already set. */
final class PinnedContext extends SSLContext {
    PinnedContext(SSLContext made, Consumer<SSLParameters> rules) {
        super(new Spi(made, rules), made.getProvider(), made.getProtocol());
    }

    private static final class Spi extends SSLContextSpi {
        private final SSLContext made;
        private final Consumer<SSLParameters> rules;

        Spi(SSLContext made, Consumer<SSLParameters> rules) {
            this.made = made;
            this.rules = rules;
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return pinned(made.createSSLEngine());
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return pinned(made.createSSLEngine(host, port));
        }

        private SSLEngine pinned(SSLEngine engine) {
            SSLParameters parameters = engine.getSSLParameters();
            rules.accept(parameters);
            engine.setSSLParameters(parameters);
            return engine;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys,
                javax.net.ssl.TrustManager @Nullable [] trust,
                @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("key and trust of a generation never change");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            throw new UnsupportedOperationException("make engines: sockets would come without this context's rules");
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            throw new UnsupportedOperationException("make engines: sockets would come without this context's rules");
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return made.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return made.getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            SSLParameters parameters = made.getDefaultSSLParameters();
            rules.accept(parameters);
            return parameters;
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return made.getSupportedSSLParameters();
        }
    }
}
