package dk.kronborg.centre;

import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.version.Description;
import dk.kronborg.topology.yaml.NetworkYaml;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The network the centre watches, read once from the document that {@code kronborg.network} names. */
@Singleton
public class NetworkDocument {

    private final Description description;

    @Inject
    NetworkDocument(@ConfigProperty(name = "kronborg.network") Optional<Path> file) {
        Path document = file.orElseThrow(
                () -> new IllegalStateException("set kronborg.network to the file that describes the network"));
        try {
            this.description = NetworkYaml.read(document);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "kronborg.network names a document that cannot be read: " + document.toAbsolutePath(), e);
        }
    }

    public Network network() {
        return description.network();
    }

    Description description() {
        return description;
    }
}
