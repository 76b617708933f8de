package dk.kronborg.approval;

import dk.kronborg.process.SecretFile;
import dk.kronborg.process.Terminal;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a passphrase comes from: a file, or somebody at a terminal. */
final class Passphrase {

    /** Characters that a passphrase has at least. */
    static final int SHORTEST = 12;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "file of mode 0600 whose one line is the passphrase (default: it is asked for)")
    private @Nullable Path file;

    /**
     * The passphrase of a key.
     *
     * @throws IllegalArgumentException if there is none, or it is too short
     */
    char[] known() {
        return file == null
                ? asked("Passphrase: ")
                : SecretFile.line(file, SHORTEST).toCharArray();
    }

    /** The passphrase for a new key; asked for twice. */
    char[] chosen() {
        if (file != null) {
            return known();
        }
        char[] once = asked("Passphrase, at least " + SHORTEST + " characters: ");
        char[] again = asked("Once more: ");
        if (!Arrays.equals(once, again)) {
            throw new IllegalArgumentException("the two passphrases differ");
        }
        PassphraseProtection.wipe(again);
        return once;
    }

    private static char[] asked(String prompt) {
        char[] read = Terminal.find()
                .map(console -> console.readPassword("%s", prompt))
                .orElse(null);
        if (read == null) {
            throw new IllegalArgumentException("there is no terminal to ask for the passphrase: use --passphrase-file");
        }
        if (read.length < SHORTEST) {
            throw new IllegalArgumentException(
                    "a passphrase has at least " + SHORTEST + " characters, got " + read.length);
        }
        return read;
    }
}
