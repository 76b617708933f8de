package dk.kronborg.kms.pool;

import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.block.SecondSecret;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.policy.Making;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.CursorMove;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keys taken from a pool for one request and not yet on disk. Close it when the keys were read.
 *
 * <p>Whether they may leave is for the ledger to say.
 */
public final class Allocation implements AutoCloseable {

    /** Consecutive keys from one block. */
    private record Run(LeasedBlock block, int firstOffset, int count) {}

    private final int keyBytes;
    private final List<Run> runs = new ArrayList<>();
    private final List<CursorMove> moves = new ArrayList<>();

    Allocation(int keyBytes) {
        this.keyBytes = keyBytes;
    }

    /** Whether the block has nothing left after this. */
    boolean take(LeasedBlock block, int count, int least) {
        int units = count * KeyPointer.units(keyBytes);
        CursorMove move = block.take(units, least);
        moves.add(move);
        runs.add(new Run(block, move.after() - units, count));
        return move.closes();
    }

    /** Undoes it in memory, the last run first. */
    void giveBack(RunReturn to) {
        for (Run run : runs.reversed()) {
            to.giveBack(run.block, run.firstOffset, run.firstOffset + run.count * KeyPointer.units(keyBytes));
        }
    }

    /** Takes runs back. */
    interface RunReturn {
        void giveBack(LeasedBlock block, int firstOffset, int after);
    }

    /** The blocks it was taken from. */
    public Stream<OpenBlock> blocks() {
        return runs.stream().map(run -> run.block.block());
    }

    /**
     * Shows every run, in order, with the pointer of a key that is made of it in that way.
     *
     * @param making of the same origin as the pool
     */
    public void forEach(Making making, KeyReader reader) {
        for (Run run : runs) {
            OpenBlock block = run.block.block();
            try (SecretBytes tagKey = run.block.tagKey()) {
                for (int i = 0; i < run.count; i++) {
                    int offset = run.firstOffset + i * KeyPointer.units(keyBytes);
                    KeyPointer pointer = new KeyPointer(block.number(), offset, keyBytes, making);
                    reader.read(pointer, tagKey, run.block.read(offset, keyBytes), block.provenance());
                }
            }
        }
    }

    /**
     * The second secret of the block that a key of this allocation is a run of, to be closed by the caller; nothing if
     * the block has none.
     *
     * @throws IllegalArgumentException if the key is none of this allocation
     */
    public Optional<SecondSecret> second(KeyPointer key) {
        return runs.stream()
                .filter(run -> run.block.block().number() == key.number())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing was taken from block " + key.number()))
                .block
                .second();
    }

    /** What is to be recorded before the keys leave. */
    public List<CursorMove> moves() {
        return moves;
    }

    /** The blocks it was taken from, as they are leased. */
    List<LeasedBlock> leasedBlocks() {
        return runs.stream().map(Run::block).toList();
    }

    @Override
    public void close() {
        runs.forEach(run -> run.block.release());
        runs.clear();
    }

    /** Looks at a run and where its block comes from; takes over its bytes, not the tag key. */
    public interface KeyReader {
        void read(KeyPointer pointer, SecretBytes tagKey, SecretBytes run, Provenance block);
    }
}
