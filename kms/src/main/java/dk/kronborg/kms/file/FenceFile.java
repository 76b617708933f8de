package dk.kronborg.kms.file;

import dk.kronborg.kms.incarnation.DatabaseIdentity;
import dk.kronborg.kms.incarnation.Fence;
import dk.kronborg.kms.incarnation.SiteMark;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/** The fence as a small text file in the site's folder. */
public final class FenceFile implements Fence {

    private final Path file;

    public FenceFile(Path state) {
        this.file = DurableFile.folder(state).resolve("fence");
    }

    @Override
    public Optional<Note> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(new String(DurableFile.read(file), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        SiteMark mark = new SiteMark(
                UUID.fromString(line(lines, "incarnation")),
                Long.parseLong(line(lines, "starts")),
                Long.parseLong(line(lines, "numbers")));
        return Optional.of(
                new Note(mark, new DatabaseIdentity(line(lines, "system"), Integer.parseInt(line(lines, "timeline")))));
    }

    private String line(Properties lines, String name) {
        String value = lines.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(file + " has no line " + name
                    + "; if it is lost, remove it: all keys of this site are then void and made anew");
        }
        return value;
    }

    @Override
    public void write(Note note) {
        String text = "incarnation=" + note.mark().incarnation()
                + "\nstarts=" + note.mark().starts()
                + "\nnumbers=" + note.mark().numbers()
                + "\nsystem=" + note.database().system()
                + "\ntimeline=" + note.database().timeline() + "\n";
        DurableFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
