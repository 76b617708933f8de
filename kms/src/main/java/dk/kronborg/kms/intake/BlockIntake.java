package dk.kronborg.kms.intake;

import dk.kronborg.kms.block.BlockDirection;
import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Takes key blocks from the devices at this KME's site. */
public final class BlockIntake {

    private final KmeId here;
    private final Supplier<Network> network;
    private final ReceivedBlocks blocks;
    private final int capacity;
    private final BooleanSupplier room;
    private final Consumer<PoolId> arrivals;

    /**
     * The intake of one KME.
     *
     * @param capacity most blocks of a pool that hold bytes
     * @param room     whether there is room on disk for another block
     * @param arrivals told of every pool that got a block
     */
    public BlockIntake(
            KmeId here,
            Supplier<Network> network,
            ReceivedBlocks blocks,
            int capacity,
            BooleanSupplier room,
            Consumer<PoolId> arrivals) {
        this.here = here;
        this.network = network;
        this.blocks = blocks;
        this.capacity = capacity;
        this.room = room;
        this.arrivals = arrivals;
    }

    /** Takes a block; the caller closes its bytes. */
    public IntakeOutcome receive(DeviceId device, UUID id, Provenance.OfLink claims, SecretBytes bytes) {
        Optional<Link> link = network.get().link(claims.link());
        if (link.isEmpty()) {
            return new IntakeOutcome.UnknownLink();
        }
        Optional<KmeId> other =
                link.get().endOf(device).map(LinkEnd::kme).filter(here::equals).flatMap(link.get()::otherKme);
        if (other.isEmpty()) {
            return new IntakeOutcome.NotAnEnd();
        }
        if (!BlockLayout.fits(bytes.length())) {
            return new IntakeOutcome.Malformed("a block has " + BlockLayout.MIN_LENGTH + " to "
                    + BlockLayout.MAX_LENGTH + " bytes, a multiple of " + BlockLayout.UNIT + ", got "
                    + bytes.length());
        }
        if (!room.getAsBoolean()) {
            return new IntakeOutcome.Full();
        }
        PoolId pool = BlockDirection.of(id, here, other.get());
        return switch (blocks.receive(new DeviceBlock(id, pool, claims, bytes), capacity)) {
            case STORED -> {
                arrivals.accept(pool);
                yield new IntakeOutcome.Stored(false);
            }
            case STORED_BEFORE, VOID -> new IntakeOutcome.Stored(true);
            case CONFLICT -> new IntakeOutcome.Conflict();
            case FULL -> new IntakeOutcome.Full();
        };
    }
}
