package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.network.ReferenceNetwork;
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

    void requireApplication() throws DemoFailedException {
        if (!Files.isRegularFile(application)) {
            throw new DemoFailedException("the program is not built: " + application
                    + " is missing; \"./kronborg demo\" builds it, or \"mvn package\"");
        }
    }
}
