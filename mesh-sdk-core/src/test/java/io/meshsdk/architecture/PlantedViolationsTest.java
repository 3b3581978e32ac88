package io.meshsdk.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule that cannot fail guards nothing: each one must find what is planted for it in {@code io.meshsdk.planted}. */
class PlantedViolationsTest {
    private static final JavaClasses PLANTED =
            new ClassFileImporter().importPath(Path.of("target", "test-classes", "io", "meshsdk", "planted"));

    private final Rules rules = new Rules("io.meshsdk.planted");

    @Test
    void modelMustNotLog() {
        assertThat(found(rules.dataKnowsOnlyTheJdk())).contains("ModelWithLog", "CallUsingEngine");
    }

    @Test
    void messagesMustStayInWire() {
        assertThat(found(rules.messagesOnlyInWire())).contains("XdsWithMessage").doesNotContain("WireWithMessage");
    }

    @Test
    void decisionsMustNotHaveFilesOrThreads() {
        assertThat(found(rules.decisionsArePure())).contains("RouteWithFile", "AuthzWithThread");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nanoTime",
                "currentTimeMillis",
                "instantNow",
                "clock",
                "threadLocalRandom",
                "mathRandom",
                "newRandom",
                "newThread",
                "sleep",
                "newExecutor",
                "commonPool",
                "parallel",
                "async",
                "staticTimer",
                "methodReference",
                "secureRandom",
                "splittableRandom",
                "defaultGenerator",
                "uuid",
                "newPool",
                "newScheduler",
                "ownThread",
                "timeUnit"
            })
    void timeThreadsAndChanceMustBePassedIn(String method) {
        assertThat(found(rules.timeThreadsAndChanceArePassedIn())).contains("AmbientCalls." + method + "(");
    }

    @Test
    void whatIsPassedInMayBeUsed() {
        assertThat(found(rules.timeThreadsAndChanceArePassedIn()))
                .contains("RootTakingTheClock")
                .doesNotContain("givenClock", "givenExecutor", "givenSeed", "planted.ControlThread");
    }

    @Test
    void onlyCallersMayWait() {
        assertThat(found(rules.onlyCallersThreadsWait()))
                .contains("AmbientCalls.park(", "AmbientCalls.parkNanos(")
                .doesNotContain("planted.Awaiting");
    }

    @Test
    void publicPackagesMustNotShowNetty() {
        assertThat(found(rules.publicPackagesShowNoTransport())).contains("EngineWithNetty");
    }

    @Test
    void guavaMustNotBeUsed() {
        assertThat(found(rules.noGuava())).contains("FilterWithGuava");
    }

    @Test
    void packagesMustBeNullMarked() {
        assertThat(found(rules.everyPackageIsNullMarked())).contains("Unmarked").doesNotContain("Stray");
    }

    @Test
    void namesMustSayWhatATypeIs() {
        assertThat(found(rules.noEmptyNames())).contains("ClientImpl");
    }

    @Test
    void packagesMustNotFormCycles() {
        assertThat(found(rules.noCycles())).contains("Cycle", "internal.net", "internal.identity");
    }

    @Test
    void layersMustNotLookUpNorEdgesAside() {
        assertThat(found(new Layers("io.meshsdk.planted").rule()))
                .contains("CallUsingEngine", "NetUsingIdentity", "IdentityUsingNet");
    }

    @Test
    void aPackageMustHaveALayer() {
        assertThat(found(new Layers("io.meshsdk.planted").everyClassHasALayer()))
                .contains("Stray")
                .doesNotContain("NetUsingIdentity");
    }

    private static String found(ArchRule rule) {
        return rule.evaluate(PLANTED).getFailureReport().toString();
    }
}
