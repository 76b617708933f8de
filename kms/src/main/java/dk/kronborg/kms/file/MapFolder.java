package dk.kronborg.kms.file;

import dk.kronborg.topology.map.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The network map that runs, in a site's folder, and beside it a fence that says which one that is: first the map is on disk,
 * then the fence names it, and only then others go. The processes of a KME share it; none takes it back.
 */
public final class MapFolder {

    private static final Pattern FENCE = Pattern.compile("([1-9][0-9]{0,15}) ([A-Za-z0-9_-]{64})\n");

    private final Path folder;
    private final Path fence;
    private final StateLock lock;

    /** Which map ran last. */
    public record Fence(long version, Digest digest) {}

    public MapFolder(Path state) {
        this.lock = StateLock.ofFence(state);
        this.folder = DurableFile.folder(state.resolve("map"));
        this.fence = folder.resolve("fence");
    }

    /**
     * Which map ran last, if one did.
     *
     * @throws IllegalStateException if that cannot be read any more; the message says what can be done
     */
    public Optional<Fence> fence() {
        if (!Files.exists(fence)) {
            return Optional.empty();
        }
        Matcher line = FENCE.matcher(new String(DurableFile.read(fence), StandardCharsets.US_ASCII));
        if (!line.matches()) {
            throw new IllegalStateException(fence + " is damaged; if it cannot be mended, remove " + folder
                    + " and pin this KME anew: it forgets which maps it ran");
        }
        return Optional.of(new Fence(Long.parseLong(line.group(1)), new Digest(line.group(2))));
    }

    /** The map that the fence names, as it came, if it is there. */
    public Optional<byte[]> map(Fence named) {
        Path file = file(named);
        return Files.exists(file) ? Optional.of(DurableFile.read(file)) : Optional.empty();
    }

    /** Keeps a map, unless that or a newer one is kept; it is on disk when this returns. */
    public void keep(Fence named, byte[] map) {
        lock.alone(() -> {
            if (fence().filter(last -> last.version() >= named.version()).isPresent()) {
                return;
            }
            DurableFile.write(file(named), map);
            DurableFile.write(
                    fence, (named.version() + " " + named.digest() + "\n").getBytes(StandardCharsets.US_ASCII));
            DurableFile.list(folder).stream()
                    .filter(file -> !file.equals(fence) && !file.equals(file(named)))
                    .forEach(DurableFile::erase);
        });
    }

    private Path file(Fence named) {
        return folder.resolve(named.version() + ".json");
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
