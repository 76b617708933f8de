package dk.kronborg.kms.file;

import dk.kronborg.kms.incarnation.DatabaseIdentity;
import dk.kronborg.kms.incarnation.Fence;
import dk.kronborg.kms.incarnation.SiteMark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The fence as a small text file in the site's folder: two lines of fixed length, written in turn, so that one
 * of them is whole whatever happens. One write and one flush of data for each note. The processes of a KME share it.
 */
public final class FenceFile implements Fence {

    private static final int LINE = 256;

    private final Path file;
    private final StateLock lock;
    private @Nullable FileChannel open;

    private record Line(long sequence, Note note) {}

    public FenceFile(Path state) {
        this.lock = StateLock.ofFence(state);
        this.file = state.resolve("fence");
    }

    @Override
    public <T> T alone(Supplier<T> work) {
        return lock.alone(work);
    }

    @Override
    public Optional<Note> read() {
        return newest().map(Line::note);
    }

    private Optional<Line> newest() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] content = content();
        Optional<Line> newest = Stream.of(0, 1)
                .map(slot -> new String(content, slot * LINE, LINE, StandardCharsets.US_ASCII))
                .flatMap(line -> parse(line).stream())
                .max(Comparator.comparingLong(Line::sequence));
        if (newest.isEmpty()) {
            throw new IllegalStateException(file + " is damaged; if it cannot be mended, remove it: all keys of this"
                    + " site are then void and made anew");
        }
        return newest;
    }

    private byte[] content() {
        ByteBuffer content = ByteBuffer.allocate(2 * LINE);
        try {
            FileChannel channel = channel();
            for (int at = 0; at >= 0 && content.hasRemaining(); ) {
                at = channel.read(content, content.position());
            }
        } catch (IOException e) {
            throw DurableFile.unavailable("read", file, e);
        }
        return content.array();
    }

    @Override
    public void write(Note note) {
        lock.alone(() -> {
            Optional<Line> newest = newest();
            try {
                if (newest.isEmpty()) {
                    begin(note);
                } else {
                    goOn(newest.get(), note);
                }
            } catch (IOException e) {
                throw DurableFile.unavailable("write", file, e);
            }
        });
    }

    /** The first line comes with the file: one that holds none would be damaged. */
    private void begin(Note note) {
        byte[] lines = new byte[2 * LINE];
        Arrays.fill(lines, (byte) ' ');
        System.arraycopy(bytes(new Line(0, note)), 0, lines, 0, LINE);
        DurableFile.write(file, lines);
    }

    private void goOn(Line newest, Note note) throws IOException {
        FileChannel channel = channel();
        if (!newest.note().equals(note)) {
            long sequence = newest.sequence() + 1;
            ByteBuffer line = ByteBuffer.wrap(bytes(new Line(sequence, note)));
            for (long at = (sequence % 2) * LINE; line.hasRemaining(); ) {
                at += channel.write(line, at);
            }
        }
        // Flushed in any case: whoever wrote the same may have died before that.
        channel.force(false);
    }

    /** Kept open: it is read and written with every commit. An interrupt in either closes it. */
    private synchronized FileChannel channel() throws IOException {
        FileChannel channel = open;
        if (channel == null || !channel.isOpen()) {
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            open = channel;
        }
        return channel;
    }

    private static byte[] bytes(Line line) {
        return format(line).getBytes(StandardCharsets.US_ASCII);
    }

    private static String format(Line line) {
        SiteMark mark = line.note.mark();
        String text = String.join(
                " ",
                String.valueOf(line.sequence),
                mark.incarnation().toString(),
                String.valueOf(mark.starts()),
                String.valueOf(mark.numbers()),
                String.valueOf(mark.spendings()),
                line.note.database().system(),
                String.valueOf(line.note.database().timeline()));
        return String.format("%-" + (LINE - 1) + "s\n", text + " " + checksum(text));
    }

    private static Optional<Line> parse(String line) {
        String[] words = line.strip().split(" ");
        if (words.length != 8 || !words[7].equals(checksum(String.join(" ", Arrays.copyOf(words, words.length - 1))))) {
            return Optional.empty();
        }
        SiteMark mark = new SiteMark(
                UUID.fromString(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]));
        DatabaseIdentity database = new DatabaseIdentity(words[5], Integer.parseInt(words[6]));
        return Optional.of(new Line(Long.parseLong(words[0]), new Note(mark, database)));
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return Long.toHexString(crc.getValue());
    }
}
