package dk.kronborg.centre;

import dk.kronborg.topology.version.Description;
import dk.kronborg.topology.yaml.NetworkYaml;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The document that {@code kronborg.network} names: what the network is as long as its history has not begun. */
@Singleton
class NetworkDocument {

    private final Optional<Path> file;

    @Inject
    NetworkDocument(@ConfigProperty(name = "kronborg.network") Optional<Path> file) {
        this.file = file;
    }

    /** Whether there is one. */
    boolean isNamed() {
        return file.isPresent();
    }

    /**
     * Reads it.
     *
     * @throws IllegalStateException    if none is named
     * @throws IllegalArgumentException if it describes no network
     * @throws UncheckedIOException     if it cannot be read
     */
    Description read() {
        Path document = file.orElseThrow(
                () -> new IllegalStateException("set kronborg.network to the file that describes the network"));
        try {
            return NetworkYaml.read(document);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "kronborg.network names a document that cannot be read: " + document.toAbsolutePath(), e);
        }
    }
}
