package dk.kronborg.etsi014;

import dk.kronborg.RunningNetwork;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The running network for test classes that ask for its {@link HandFedLink}, which is repaired after each class. */
public final class HandFedNetwork implements ParameterResolver {

    private final RunningNetwork network = new RunningNetwork();

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == HandFedLink.class || network.supportsParameter(parameter, context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (parameter.getParameter().getType() != HandFedLink.class) {
            return network.resolveParameter(parameter, context);
        }
        ExtensionContext ofClass = context;
        while (ofClass.getTestMethod().isPresent()) {
            ofClass = ofClass.getParent().orElseThrow();
        }
        return ofClass.getStore(ExtensionContext.Namespace.create(HandFedNetwork.class))
                .computeIfAbsent(HandFedLink.class, key -> open(RunningNetwork.of(context)), HandFedLink.class);
    }

    private static HandFedLink open(RunningDemo demo) {
        try {
            return HandFedLink.open(demo);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
