package io.meshsdk;

import io.meshsdk.internal.config.NameResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Looks names up with the JDK's resolver, which blocks, on threads for that. */
final class DnsLookups implements NameResolver {
    private final Executor control;
    private final Executor blocking;

    DnsLookups(Executor control, Executor blocking) {
        this.control = control;
        this.blocking = blocking;
    }

    @Override
    public void resolve(String host, Consumer<Answer> answer) {
        blocking.execute(() -> {
            Answer found = lookUp(host);
            control.execute(() -> answer.accept(found));
        });
    }

    private static Answer lookUp(String host) {
        try {
            return new Answer.Found(Arrays.stream(InetAddress.getAllByName(host))
                    .map(InetAddress::getHostAddress)
                    .sorted()
                    .toList());
        } catch (UnknownHostException e) {
            return new Answer.Failed(host + " has no address");
        }
    }
}
