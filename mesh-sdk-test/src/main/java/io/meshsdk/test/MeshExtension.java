package io.meshsdk.test;

import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** What {@link MeshTest} does. */
public final class MeshExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(MeshExtension.class);
    private static final String TRUST_DOMAIN = "mesh.test";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == ControlPlane.class || type == TestCa.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // JUnit closes what is in a store when the context of the store ends.
        ExtensionContext.Store store = outermostClass(context).getStore(NAMESPACE);
        if (parameter.getParameter().getType() == TestCa.class) {
            return store.computeIfAbsent(TestCa.class, type -> TestCa.create(TRUST_DOMAIN), TestCa.class);
        }
        return store.computeIfAbsent(ControlPlane.class, type -> ControlPlane.start(), ControlPlane.class);
    }

    /** So that nested test classes share what the class around them has. */
    private static ExtensionContext outermostClass(ExtensionContext context) {
        ExtensionContext outermost = context;
        Optional<ExtensionContext> parent = outermost.getParent();
        while (parent.isPresent() && parent.get().getTestClass().isPresent()) {
            outermost = parent.get();
            parent = outermost.getParent();
        }
        return outermost;
    }
}
