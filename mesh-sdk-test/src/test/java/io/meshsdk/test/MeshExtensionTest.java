package io.meshsdk.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class MeshExtensionTest {
    @Test
    void aClassSharesOneControlPlaneWhichIsClosedAfterTheLastTest() {
        Sample.seen.clear();
        var summary = new SummaryGeneratingListener();

        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(Sample.class))
                                .build(),
                        summary);

        assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(3);
        assertThat(Sample.seen).hasSize(1);
        int port = Sample.seen.iterator().next().port();
        assertThatThrownBy(() -> new Socket("127.0.0.1", port).close()).isInstanceOf(IOException.class);
    }

    @MeshTest
    static class Sample {
        static final Set<ControlPlane> seen = new HashSet<>();

        private final TestCa ca;

        Sample(TestCa ca) {
            this.ca = ca;
        }

        @Test
        void one(ControlPlane plane, TestCa same) {
            seen.add(plane);
            assertThat(same).isSameAs(ca);
        }

        @Test
        void two(ControlPlane plane) {
            seen.add(plane);
        }

        @Nested
        class Inner {
            @Test
            void three(ControlPlane plane) throws IOException {
                seen.add(plane);
                new Socket(plane.host(), plane.port()).close();
            }
        }
    }
}
