package dk.kronborg.kms.pkcs11;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Tokens of Debian's SoftHSM, a real PKCS #11 library. It reads where they are from the environment variable
 * SOFTHSM2_CONF, which Maven sets, and sees new ones only when it begins; so they are made in advance.
 */
final class SoftHsm {

    static final String PIN = "Corr3ct-Horse";
    private static final int TOKENS = 32;
    private static final List<String> LIBRARIES = List.of(
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/local/lib/softhsm/libsofthsm2.so",
            "/opt/homebrew/lib/softhsm/libsofthsm2.so");

    private static int given;

    /** A token that nobody has used yet, and the folder in which SoftHSM keeps it. */
    record Token(Path library, String label, Path folder) {

        /** Takes it out of its slot. */
        void remove() throws IOException {
            Files.move(folder, away());
        }

        /** Puts it back. */
        void insert() throws IOException {
            Files.move(away(), folder);
        }

        private Path away() {
            return folder.resolveSibling("..").normalize().resolve(label + "-away");
        }
    }

    private SoftHsm() {}

    /** Fails on a build server that has no SoftHSM, skips the test elsewhere. */
    static synchronized Token freshToken() throws IOException, InterruptedException {
        Optional<Path> library =
                LIBRARIES.stream().map(Path::of).filter(Files::exists).findFirst();
        if (library.isEmpty()) {
            String missing = "SoftHSM is not installed: apt-get install softhsm2";
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(missing);
            }
            Assumptions.abort(missing);
        }
        Path tokens = folder();
        if (given == 0) {
            for (int i = 0; i < TOKENS; i++) {
                initialise(tokens, i);
            }
        }
        if (given == TOKENS) {
            throw new IllegalStateException("more tests than tokens: raise TOKENS");
        }
        String label = "token-" + given++;
        return new Token(library.orElseThrow(), label, tokens.resolve(label));
    }

    /** The folder of the tokens, empty at first. */
    private static Path folder() throws IOException {
        Path configuration = Path.of(System.getenv("SOFTHSM2_CONF"));
        Path tokens = configuration.resolveSibling("softhsm2-tokens");
        if (given == 0) {
            delete(tokens);
            Files.createDirectories(
                    tokens, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.writeString(configuration, "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
        }
        return tokens;
    }

    private static void initialise(Path tokens, int number) throws IOException, InterruptedException {
        Set<Path> before = list(tokens);
        Process process = new ProcessBuilder(
                        "softhsm2-util",
                        "--init-token",
                        "--free",
                        "--label",
                        "token-" + number,
                        "--pin",
                        PIN,
                        "--so-pin",
                        "5678")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("softhsm2-util failed");
        }
        Set<Path> made = list(tokens);
        made.removeAll(before);
        // Its name is of no meaning to SoftHSM.
        Files.move(made.iterator().next(), tokens.resolve("token-" + number));
    }

    private static Set<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new HashSet<>(files.toList());
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
