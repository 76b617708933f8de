package dk.kronborg.testbed.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where unpacked programs are kept between runs. */
final class ProgramCache {

    private static final String USER = System.getProperty("user.name");

    private ProgramCache() {}

    /** This user's own directory in the first of {@code $XDG_CACHE_HOME}, {@code ~/.cache} and the temporary directory
     * that can be written. */
    static Path directory() throws IOException {
        List<Path> candidates = new ArrayList<>();
        String xdg = System.getenv("XDG_CACHE_HOME");
        if (xdg != null && !xdg.isBlank()) {
            candidates.add(Path.of(xdg));
        }
        candidates.add(Path.of(System.getProperty("user.home"), ".cache"));
        candidates.add(Path.of(System.getProperty("java.io.tmpdir"), "cache-of-" + USER));
        for (Path candidate : candidates) {
            Path directory = candidate.resolve("kronborg");
            try {
                Files.createDirectories(directory);
                // What lies in a place open to all may be somebody else's.
                if (Files.isWritable(directory)
                        && Files.getOwner(directory).getName().equals(USER)) {
                    return directory;
                }
            } catch (IOException e) {
                // The next one then.
            }
        }
        return Files.createTempDirectory("kronborg-");
    }
}
