package dk.kronborg.testbed.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long the disk takes: 4 KiB written over and over at the same place, each time followed by fdatasync; once at least. */
final class ForcedWrites {

    private static final int SIZE = 4096;

    private ForcedWrites() {}

    /** The median time of a write and its fdatasync in that directory, milliseconds. */
    static double medianMillis(Path directory, Duration time) throws IOException {
        Path file = Files.createTempFile(directory, "forced", ".bench");
        List<Double> millis = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer page = ByteBuffer.allocateDirect(SIZE);
            channel.write(page, 0);
            channel.force(true);
            long end = System.nanoTime() + time.toNanos();
            do {
                long start = System.nanoTime();
                channel.write(page.putLong(0, start).rewind(), 0);
                channel.force(false);
                millis.add((System.nanoTime() - start) / 1e6);
            } while (System.nanoTime() - end < 0);
        } finally {
            Files.delete(file);
        }
        return Median.of(millis);
    }
}
