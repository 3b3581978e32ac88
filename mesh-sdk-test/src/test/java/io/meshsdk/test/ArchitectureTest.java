package io.meshsdk.test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.meshsdk.internal.config.SnapshotSink;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Of the internals only the xDS messages are for this module: the control plane speaks them. */
class ArchitectureTest {
    private static final ArchRule NO_INTERNALS = noClasses()
            .should()
            .dependOnClassesThat(
                    resideInAPackage("io.meshsdk.internal..").and(not(resideInAPackage("io.meshsdk.internal.proto.."))))
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

    record Planted(SnapshotSink internal) {}
}
