package io.meshsdk.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** What the packages below a root package may do. The root is a parameter so that planted violations can be judged, too. */
record Rules(String root) {
    /** All that leaves the decisions pure: what is on this list would give them I/O, time, chance, threads or a log. */
    private static final String[] NOT_PURE = {
        "java.io..",
        "java.net..",
        "java.nio.channels..",
        "java.nio.file..",
        "java.util.logging..",
        "org.slf4j..",
        "io.netty..",
        "io.grpc..",
        "io.micrometer..",
        "io.opentelemetry.."
    };

    /** Where a mesh's clock, threads and chance come from; the doctor has no mesh. */
    private static final Set<String> COMPOSITION_ROOT = Set.of("ControlThread", "Threads", "MeshDoctor");

    private static final Set<String> WHERE_CALLERS_WAIT = Set.of("Awaiting", "BodyInputStream", "BodyPipe");

    static final List<String> DECISIONS = List.of("match", "route", "authz", "balance", "resilience");

    ArchRule dataKnowsOnlyTheJdk() {
        return classes()
                .that()
                .resideInAnyPackage(in("model"), in("call"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", in("model"), in("call")))
                .as("model and call depend on the JDK and JSpecify only")
                .allowEmptyShould(true);
    }

    ArchRule messagesOnlyInWire() {
        return noClasses()
                .that()
                .resideOutsideOfPackage("..wire")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.meshsdk.internal.proto..")
                .as("generated messages appear only in packages named wire")
                .allowEmptyShould(true);
    }

    ArchRule decisionsArePure() {
        return noClasses()
                .that(resideInAnyPackage(decisions()))
                .should()
                .dependOnClassesThat(resideInAnyPackage(NOT_PURE)
                        .or(BannedCalls.THREADS_CLOCKS_AND_CHANCE)
                        .as("do I/O, log, or bring threads, clocks or chance"))
                .as("decisions have no thread, clock, I/O, log or random of their own")
                .allowEmptyShould(true);
    }

    ArchRule timeThreadsAndChanceArePassedIn() {
        return noClasses()
                .that(not(areOf(COMPOSITION_ROOT))
                        // Netty's loops are threads of Netty's, and only the transport knows Netty.
                        .and(not(belongTo(root + ".internal.net.NettyTransport"))))
                .should()
                .accessTargetWhere(BannedCalls.AMBIENT)
                .as("clock, randomness and threads are passed in; only the composition root may take them")
                .allowEmptyShould(true);
    }

    ArchRule onlyCallersThreadsWait() {
        return noClasses()
                .that(not(areOf(WHERE_CALLERS_WAIT)))
                .should()
                .accessTargetWhere(BannedCalls.PARKING)
                .as("no thread waits but a caller's own, in a blocking call")
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaClass> belongTo(String name) {
        return DescribedPredicate.describe(
                "belong to " + name, type -> type.getName().split("\\$")[0].equals(name));
    }

    /** Classes of the root package, and what is nested in them. */
    private DescribedPredicate<JavaClass> areOf(Set<String> names) {
        return DescribedPredicate.describe(
                "are of " + names,
                type -> type.getPackageName().equals(root)
                        && names.contains(
                                type.getName().substring(root.length() + 1).split("\\$")[0]));
    }

    ArchRule publicPackagesShowNoTransport() {
        return noClasses()
                .that()
                .resideInAnyPackage(in("model"), in("call"), in("spi"), in("engine"), in("check"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "io.grpc..", "com.google.protobuf..")
                .as("public packages other than transport mention neither Netty, gRPC nor protobuf")
                .allowEmptyShould(true);
    }

    ArchRule noGuava() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.common..")
                .allowEmptyShould(true);
    }

    ArchRule everyPackageIsNullMarked() {
        return classes().should(resideInANullMarkedPackage()).allowEmptyShould(true);
    }

    /** HttpConnectionManager is Envoy's word. */
    ArchRule noEmptyNames() {
        return noClasses()
                .should()
                .haveNameMatching(".*((?<!HttpConnection)Manager|Helpers?|Utils?|Impl)(\\$.*)?|.*\\.Abstract[^.]*")
                .as(
                        "a name says what a type is, so none ends in Manager, Helper, Util or Impl, or starts with Abstract")
                .allowEmptyShould(true);
    }

    ArchRule noCycles() {
        return slices().assignedFrom(packages())
                .should()
                .beFreeOfCycles()
                .as("packages are free of cycles")
                .allowEmptyShould(true);
    }

    String in(String name) {
        return root + "." + name + "..";
    }

    String[] decisions() {
        return DECISIONS.stream().map(d -> in("internal." + d)).toArray(String[]::new);
    }

    Stream<ArchRule> all() {
        return Stream.of(
                dataKnowsOnlyTheJdk(),
                messagesOnlyInWire(),
                decisionsArePure(),
                timeThreadsAndChanceArePassedIn(),
                onlyCallersThreadsWait(),
                publicPackagesShowNoTransport(),
                noGuava(),
                everyPackageIsNullMarked(),
                noEmptyNames(),
                noCycles(),
                new Layers(root).rule(),
                new Layers(root).everyClassHasALayer());
    }

    private SliceAssignment packages() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return resideInAPackage(root + "..")
                                .and(not(resideInAPackage("io.meshsdk.internal.proto..")))
                                .test(type)
                        ? SliceIdentifier.of(type.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package whose package-info is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().tryGetPackageInfo().isPresent()
                        && type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        type, marked, type.getName() + ": its package has no @NullMarked package-info"));
            }
        };
    }
}
