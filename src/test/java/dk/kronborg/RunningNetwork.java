package dk.kronborg;

import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.testbed.process.Directories;
import dk.kronborg.topology.network.Kme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A whole network of real processes for the tests that ask for a {@link RunningDemo} or a {@link DemoNetwork}. It is
 * started once for all of them, in {@code src/target/network}, and stopped after the last.
 */
public final class RunningNetwork implements ParameterResolver {

    /** The data centre's encryptors know no TLS 1.3, and its KME gives keys to two SAEs only. */
    private static final String[] OLD_SITE = {
        "KME-DC2:kronborg.plane.sae.tls12=true", "KME-DC2:kronborg.kme.delivery.max-additional-saes=0"
    };

    /**
     * Tests empty stores and fill them by hand: the mode of a pool is not to follow that, and no relay is to take from
     * them.
     */
    private static final List<String> STEADY = List.of(
            "kronborg.kme.mode.doubt=1d",
            "kronborg.kme.mode.lost=1d",
            "kronborg.kme.mode.recovered=1d",
            "kronborg.kme.mode.recovered-at-most=1d",
            "kronborg.kme.relay.stock-blocks=0");

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RunningDemo.class || type == DemoNetwork.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RunningDemo demo = of(context);
        return parameter.getParameter().getType() == RunningDemo.class ? demo : demo.network();
    }

    /** The network, for other extensions that build on it. */
    public static RunningDemo of(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(RunningNetwork.class))
                .computeIfAbsent(RunningDemo.class, key -> start("network"), RunningDemo.class);
    }

    /** A network of its own, in {@code src/target/<name>}, for tests that destroy something; to be closed. */
    static RunningDemo start(String name, String... further) {
        Path application = Path.of(System.getProperty("kronborg.application"));
        Path directory = Path.of("target", name).toAbsolutePath();
        try {
            Directories.delete(directory);
            List<String> settings = new ArrayList<>(List.of(OLD_SITE));
            for (Kme kme : ReferenceNetwork.QUICK.plan().kmes()) {
                STEADY.forEach(setting -> settings.add(kme.id() + ":" + setting));
            }
            settings.addAll(List.of(further));
            return RunningDemo.start(ReferenceNetwork.QUICK, directory, application, settings.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException("the network cannot be started", e);
        }
    }
}
