package dk.kronborg.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * By which keys logs may be signed: a file of lines with the log's name, a blank, and the key's pin. Empty lines, and those
 * that begin with {@code #}, say nothing.
 */
final class Pins {

    private static final Pattern LINE = Pattern.compile("\\S+ ML-DSA-(87|65):[A-Za-z0-9_-]{64}");

    private final Set<String> lines;

    private Pins(Set<String> lines) {
        this.lines = lines;
    }

    static Pins read(Path file) throws IOException {
        Set<String> lines = new HashSet<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String text = line.strip();
                if (text.isEmpty() || text.startsWith("#")) {
                    continue;
                }
                if (!LINE.matcher(text).matches()) {
                    throw new IOException(
                            file + ": a line is the log's name, a blank and a pin such as ML-DSA-87:... of 64"
                                    + " characters, got \"" + text + '"');
                }
                lines.add(text);
            }
        } catch (NoSuchFileException e) {
            throw new IOException("there is no " + file, e);
        }
        return new Pins(lines);
    }

    boolean has(String log, String pin) {
        return lines.contains(log + ' ' + pin);
    }
}
