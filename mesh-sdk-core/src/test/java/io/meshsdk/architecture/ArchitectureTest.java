package io.meshsdk.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The module keeps its rules. That a rule can fail is shown in {@link PlantedViolationsTest}. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void theClassesOfThisModuleAreJudged() {
        assertThat(CLASSES).extracting(c -> c.getName()).contains("io.meshsdk.call.RequestHead");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void keeps(ArchRule rule) {
        rule.check(CLASSES);
    }

    static Stream<Named<ArchRule>> rules() {
        return new Rules("io.meshsdk").all().map(rule -> Named.of(rule.getDescription(), rule));
    }
}
