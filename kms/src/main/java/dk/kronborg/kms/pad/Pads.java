package dk.kronborg.kms.pad;

import dk.kronborg.kms.block.CanonicalForm;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.policy.Making;
import dk.kronborg.kms.pool.AllocatingPool;
import dk.kronborg.kms.pool.Allocation;
import dk.kronborg.kms.pool.OpenBlock;
import dk.kronborg.kms.secret.OneTimeTag;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.CursorMove;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Runs of a pool that were taken as one-time pads, and one as the key of their tag. They are spent by {@link #moves},
 * which are to be on disk before anything that was sealed leaves; then they never serve again. Closed when it was sealed.
 */
public final class Pads implements AutoCloseable {

    private final AllocatingPool pool;
    private final Allocation runs;
    private final Allocation tagKey;

    private Pads(AllocatingPool pool, Allocation runs, Allocation tagKey) {
        this.pool = pool;
        this.runs = runs;
        this.tagKey = tagKey;
    }

    /**
     * Takes pads, all or none.
     *
     * @param count number of pads
     * @param bytes of each, 1 to 512
     * @param fits  from which blocks
     * @return nothing if the pool holds too few
     */
    public static Optional<Pads> take(AllocatingPool pool, int count, int bytes, Predicate<OpenBlock> fits) {
        Optional<Allocation> runs = pool.allocate(count, bytes, fits);
        if (runs.isEmpty()) {
            return Optional.empty();
        }
        Optional<Allocation> tagKey = Optional.empty();
        try {
            tagKey = pool.allocate(1, OneTimeTag.KEY_LENGTH, fits);
        } finally {
            if (tagKey.isEmpty()) {
                pool.giveBack(runs.get());
                runs.get().close();
            }
        }
        return tagKey.map(key -> new Pads(pool, runs.get(), key));
    }

    public AllocatingPool pool() {
        return pool;
    }

    /** What is to be recorded before anything sealed with them leaves. */
    public List<CursorMove> moves() {
        List<CursorMove> moves = new ArrayList<>(runs.moves());
        moves.addAll(tagKey.moves());
        return moves;
    }

    /** Of what falls if any of the blocks does that the pads were taken from; to be read before they are recorded. */
    public KeyProvenance.Quantum provenance() {
        return Stream.concat(runs.blocks(), tagKey.blocks())
                .distinct()
                .map(block -> KeyProvenance.ofPad(block.provenance()))
                .reduce(KeyProvenance.Quantum::and)
                .orElseThrow();
    }

    /**
     * Encrypts under the pads and tags the result; once.
     *
     * @param plain       as long as the pads together; remains the caller's
     * @param incarnation of this site's store
     * @param saidOfIt    what the tag is over besides
     */
    public Sealed seal(SecretBytes plain, UUID incarnation, CanonicalForm saidOfIt) {
        byte[] ciphertext = new byte[plain.length()];
        List<KeyPointer> pointers = new ArrayList<>();
        int[] at = {0};
        runs.forEach(Making.QKD, (pointer, blockKey, pad, of) -> {
            try (pad) {
                OneTimePad.apply(plain.exposed(), at[0], pad, ciphertext);
                at[0] += pad.length();
                pointers.add(pointer);
            }
        });
        List<Sealed> tagged = new ArrayList<>();
        tagKey.forEach(Making.QKD, (pointer, blockKey, key, of) -> {
            Sealed sealed = new Sealed(pool.id(), incarnation, pointers, pointer, ciphertext, new byte[0]);
            try (key) {
                tagged.add(sealed.with(sealed.tagUnder(key, saidOfIt)));
            }
        });
        return tagged.getFirst();
    }

    /** They never went to the ledger: the pool may hand them out again. */
    public void giveBack() {
        pool.giveBack(tagKey);
        pool.giveBack(runs);
    }

    /** Whether they were recorded is not known, or it was refused. */
    public void doubt() {
        pool.doubt(runs);
        pool.doubt(tagKey);
    }

    @Override
    public void close() {
        runs.close();
        tagKey.close();
    }
}
