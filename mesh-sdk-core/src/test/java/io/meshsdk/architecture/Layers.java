package io.meshsdk.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.ArrayList;
import java.util.List;

/** Who may use whom. Each line of {@link #LAYERS} may use the lines above it, and an edge may use no other edge. */
record Layers(String root) {
    private record Layer(String name, List<String> packages) {}

    private static final List<Layer> LAYERS = List.of(
            new Layer("data", List.of("model", "call")),
            new Layer("seams", List.of("spi", "transport")),
            new Layer(
                    "decisions",
                    Rules.DECISIONS.stream().map(d -> "internal." + d).toList()),
            new Layer("upstream", List.of("internal.upstream")),
            // The edges stand beside each other: they meet through interfaces which the door wires.
            new Layer("config", List.of("internal.config")),
            new Layer("xds", List.of("internal.xds")),
            new Layer("net", List.of("internal.net")),
            new Layer("rpc", List.of("internal.rpc")),
            new Layer("identity", List.of("internal.identity")),
            new Layer("telemetry", List.of("internal.telemetry")),
            new Layer("calls", List.of("engine", "internal.call", "internal.filter", "internal.http")));

    private static final List<String> EDGES = List.of("config", "xds", "net", "rpc", "identity", "telemetry");
    private static final String DOOR = "door";

    ArchRule rule() {
        LayeredArchitecture rule =
                layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
        for (Layer layer : LAYERS) {
            rule = rule.layer(layer.name).definedBy(inLayer(layer));
        }
        rule = rule.layer(DOOR).definedBy(inDoor());
        List<String> below = new ArrayList<>();
        for (Layer layer : LAYERS) {
            String[] allowed = below.stream()
                    .filter(name -> !(EDGES.contains(layer.name) && EDGES.contains(name)))
                    .toArray(String[]::new);
            rule = allowed.length == 0
                    ? rule.whereLayer(layer.name).mayNotAccessAnyLayer()
                    : rule.whereLayer(layer.name).mayOnlyAccessLayers(allowed);
            below.add(layer.name);
        }
        return rule.as("a layer uses only layers below it, and an edge no other edge")
                .allowEmptyShould(true);
    }

    /** A package that no layer names would escape the rule above. */
    ArchRule everyClassHasALayer() {
        DescribedPredicate<JavaClass> known = inDoor();
        for (Layer layer : LAYERS) {
            known = known.or(inLayer(layer));
        }
        return classes()
                .should(be(known.as("in a package of a layer")))
                .as("every class is in a package of a layer")
                .allowEmptyShould(true);
    }

    private DescribedPredicate<JavaClass> inLayer(Layer layer) {
        return resideInAnyPackage(
                layer.packages.stream().map(p -> root + "." + p + "..").toArray(String[]::new));
    }

    private DescribedPredicate<JavaClass> inDoor() {
        return resideInAPackage(root).or(resideInAPackage(root + ".check.."));
    }
}
