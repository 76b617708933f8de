package dk.kronborg.kms.custody;

import dk.kronborg.topology.identity.LinkId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which blocks an order is about: those that meet every condition.
 *
 * @param blocks        devices' names of blocks; none for any
 * @param link          that made them
 * @param producedFrom  made then or later, by the device's clock
 * @param producedUntil made before then
 * @throws IllegalArgumentException if there is no condition, too many blocks are named, or the times are reversed
 */
public record BlockSelection(
        List<UUID> blocks, Optional<LinkId> link, Optional<Instant> producedFrom, Optional<Instant> producedUntil) {

    /** Most blocks named in one order. */
    public static final int MOST_BLOCKS = 1000;

    public BlockSelection {
        if (blocks.isEmpty() && link.isEmpty() && producedFrom.isEmpty() && producedUntil.isEmpty()) {
            throw new IllegalArgumentException("name blocks, a link or a time: an order is never about everything");
        }
        if (blocks.size() > MOST_BLOCKS) {
            throw new IllegalArgumentException("at most " + MOST_BLOCKS + " blocks in one order, got " + blocks.size());
        }
        if (producedFrom.isPresent()
                && producedUntil.isPresent()
                && !producedFrom.get().isBefore(producedUntil.get())) {
            throw new IllegalArgumentException("the time range ends before it begins");
        }
    }
}
