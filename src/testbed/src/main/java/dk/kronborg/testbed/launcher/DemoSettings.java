package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.network.PortPlan;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.topology.network.Kme;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a network is started with.
 *
 * @param application the packaged program, {@code quarkus-run.jar}
 */
record DemoSettings(ReferenceNetwork sites, DemoDirectory directory, int portBase, Path application) {

    DemoSettings {
        application = application.toAbsolutePath().normalize();
    }

    /**
     * Where its processes listen.
     *
     * @throws DemoFailedException if there is no room for them above the port base
     */
    PortPlan ports() throws DemoFailedException {
        try {
            return new PortPlan(
                    portBase, sites.plan().kmes().stream().map(Kme::id).toList());
        } catch (IllegalArgumentException e) {
            throw new DemoFailedException("--port-base: " + e.getMessage(), e);
        }
    }

    /**
     * Makes sure that the program is there.
     *
     * @throws DemoFailedException if it has not been built
     */
    void requireApplication() throws DemoFailedException {
        if (!Files.isRegularFile(application)) {
            throw new DemoFailedException("the program is not built: " + application
                    + " is missing; \"./kronborg demo\" builds it, or \"mvn package\"");
        }
    }
}
