package dk.kronborg.kms.pad;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.CanonicalForm;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.reading.BlockReader;
import dk.kronborg.kms.reading.FetchableBlock;
import dk.kronborg.kms.secret.OneTimeTag;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.UnitsUsed;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Opens what a peer sealed, with the to end's copy of its pads. Whether a pad was used before is for the ledger to say:
 * nothing opened is used before the pads are recorded as used.
 *
 * <p>Safe for use by several threads.
 */
public final class PadReader {

    private final BlockReader reader;

    public PadReader(BlockReader reader) {
        this.reader = reader;
    }

    /** What came of it. */
    public sealed interface Outcome {

        /**
         * The tag is right.
         *
         * @param plain      to be closed by the caller
         * @param used       what is to be recorded before it is used
         * @param provenance of what falls if any of the pads' blocks does, as both ends agreed on them
         */
        record Opened(SecretBytes plain, List<UnitsUsed> used, KeyProvenance.Quantum provenance) implements Outcome {}

        /** It was not sealed so, or its pads are gone. */
        record Refused(String reason) implements Outcome {}
    }

    /**
     * Opens it.
     *
     * @param saidOfIt what the tag is over besides
     * @param fits     which blocks may be pads
     */
    public Outcome open(Sealed sealed, CanonicalForm saidOfIt, Predicate<Provenance> fits) {
        if (sealed.tagKey().length() != OneTimeTag.KEY_LENGTH
                || sealed.pads().stream().mapToInt(KeyPointer::length).sum() != sealed.ciphertext().length) {
            return new Outcome.Refused("pads and ciphertext differ in size");
        }
        List<KeyPointer> pointers = new ArrayList<>(sealed.pads());
        pointers.add(sealed.tagKey());
        Set<Long> numbers = pointers.stream().map(KeyPointer::number).collect(Collectors.toSet());
        Map<Long, FetchableBlock> blocks = reader.acquire(sealed.pool(), numbers);
        try {
            return open(sealed, saidOfIt, fits, pointers, blocks);
        } finally {
            blocks.values().forEach(FetchableBlock::release);
        }
    }

    private static Outcome open(
            Sealed sealed,
            CanonicalForm saidOfIt,
            Predicate<Provenance> fits,
            List<KeyPointer> pointers,
            Map<Long, FetchableBlock> blocks) {
        List<UnitsUsed> used = new ArrayList<>();
        Map<Long, BitSet> seen = new HashMap<>();
        List<SecretBytes> bits = new ArrayList<>();
        try {
            for (KeyPointer pointer : pointers) {
                FetchableBlock block = blocks.get(pointer.number());
                Optional<SecretBytes> run = block == null ? Optional.empty() : block.read(pointer);
                if (block == null || run.isEmpty() || overlaps(seen, pointer)) {
                    return new Outcome.Refused("one of its pads is gone, or named twice");
                }
                bits.add(run.get());
                if (!fits.test(block.provenance())) {
                    return new Outcome.Refused(
                            "one of its pads is of " + block.provenance().source());
                }
                used.add(new UnitsUsed(block.row(), block.units(), pointer.offset(), pointer.units()));
            }
            if (!OneTimeTag.same(sealed.tag(), sealed.tagUnder(bits.getLast(), saidOfIt))) {
                return new Outcome.Refused("its tag is wrong");
            }
            byte[] plain = new byte[sealed.ciphertext().length];
            int at = 0;
            for (SecretBytes pad : bits.subList(0, bits.size() - 1)) {
                OneTimePad.apply(sealed.ciphertext(), at, pad, plain);
                at += pad.length();
            }
            return new Outcome.Opened(
                    SecretBytes.owning(plain),
                    used,
                    blocks.values().stream()
                            .map(block -> KeyProvenance.ofPad(block.provenance()))
                            .reduce(KeyProvenance.Quantum::and)
                            .orElseThrow());
        } finally {
            bits.forEach(SecretBytes::close);
        }
    }

    private static boolean overlaps(Map<Long, BitSet> seen, KeyPointer pointer) {
        BitSet units = seen.computeIfAbsent(pointer.number(), number -> new BitSet(BlockLayout.MAX_UNITS));
        int next = units.nextSetBit(pointer.offset());
        units.set(pointer.offset(), pointer.offset() + pointer.units());
        return next >= 0 && next < pointer.offset() + pointer.units();
    }
}
