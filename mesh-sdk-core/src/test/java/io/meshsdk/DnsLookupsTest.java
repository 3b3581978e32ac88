package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.config.NameResolver.Answer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsLookupsTest {
    /** Look-ups that have been begun and do not end until they are run. */
    private final Queue<Runnable> threads = new ArrayDeque<>();

    private final List<Answer> answers = new ArrayList<>();

    @Test
    void aNameIsLookedUpOnceAtATimeWhoeverAsks() {
        DnsLookups lookups = lookups(host -> new InetAddress[] {InetAddress.getLoopbackAddress()});
        for (int i = 0; i < 100; i++) {
            lookups.resolve("orders", answers::add);
        }
        lookups.resolve("users", answers::add);
        assertThat(threads).hasSize(2);

        threads.remove().run();
        assertThat(answers).hasSize(100).containsOnly(new Answer.Found(List.of("127.0.0.1")));

        lookups.resolve("orders", answers::add);
        assertThat(threads).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(classes = {UnknownHostException.class, IllegalStateException.class, NoClassDefFoundError.class})
    void whateverIsThrownIsAnAnswer(Class<? extends Throwable> thrown) {
        lookups(host -> {
                    throw sneaky(thrown);
                })
                .resolve("orders", answers::add);
        threads.remove().run();
        assertThat(answers).singleElement().isInstanceOf(Answer.Failed.class);
    }

    private DnsLookups lookups(DnsLookups.Resolver resolver) {
        return new DnsLookups(Runnable::run, threads::add, resolver);
    }

    private static UnknownHostException sneaky(Class<? extends Throwable> type) throws UnknownHostException {
        try {
            Throwable made = type.getDeclaredConstructor().newInstance();
            if (made instanceof RuntimeException e) {
                throw e;
            }
            if (made instanceof Error e) {
                throw e;
            }
            return (UnknownHostException) made;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
