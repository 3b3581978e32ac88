package io.meshsdk.spring;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The internals of the core are not for its siblings: what they need must be in a public package. */
class ArchitectureTest {
    private static final ArchRule NO_INTERNALS = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.meshsdk.internal.."))
            .allowEmptyShould(true);

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.meshsdk.(**)")
                .should()
                .beFreeOfCycles()
                .check(new ClassFileImporter().importPath(Path.of("target", "classes")));
    }

    @Test
    void usesOnlyPublicPackagesOfTheCore() {
        NO_INTERNALS.check(new ClassFileImporter().importPath(Path.of("target", "classes")));
    }

    @Test
    void wouldFindAUseOfTheInternals() {
        assertThat(NO_INTERNALS
                        .evaluate(new ClassFileImporter().importClasses(Planted.class))
                        .hasViolation())
                .isTrue();
    }

    record Planted(Cluster internal) {}
}
