package dk.kronborg.kms.handover;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.assignment.AssignedKey;
import dk.kronborg.kms.audit.AuditRecord;
import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.confirmation.PeerIncarnations;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.reading.BlockReader;
import dk.kronborg.kms.reading.FetchableBlock;
import dk.kronborg.kms.secret.OneTimeTag;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.kms.spending.UnitsUsed;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Network;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes keys over that another KME assigns to SAEs here. Pads, keys and audit records are on disk in one
 * transaction before it says yes; a pad that was used before makes it say no.
 *
 * <p>The caller has authenticated the peer. Safe for use by several threads.
 */
public final class HandoverReceiver {

    /** Most keys in one handover. */
    public static final int MOST_KEYS = 1024;
    /** Most targets of one handover. */
    public static final int MOST_TARGETS = 64;

    private final KmeId here;
    private final Network network;
    private final BlockReader reader;
    private final SpendingLedger ledger;
    private final PeerIncarnations peers;
    private final Alarms alarms;
    private final Clock clock;

    public HandoverReceiver(
            KmeId here,
            Network network,
            BlockReader reader,
            SpendingLedger ledger,
            PeerIncarnations peers,
            Alarms alarms,
            Clock clock) {
        this.here = here;
        this.network = network;
        this.reader = reader;
        this.ledger = ledger;
        this.peers = peers;
        this.alarms = alarms;
        this.clock = clock;
    }

    /** What the peer is told. */
    public sealed interface Outcome {

        /** The keys are on disk here. */
        record Taken() implements Outcome {}

        /** Nothing was changed. */
        record Refused(String reason) implements Outcome {}

        /** The database does not answer; the pads must be taken as spent. */
        record Unavailable() implements Outcome {}
    }

    /** Takes keys over from the peer that the handover's pool comes from. */
    public Outcome receive(Handover handover) {
        KmeId from = handover.pool().from();
        peers.meet(from, handover.incarnation());
        Optional<String> fault = fault(handover);
        if (fault.isPresent()) {
            alarms.raise(Alarms.Kind.PEER_CONTRADICTION, from.value(), "a handover is refused: " + fault.get());
            return new Outcome.Refused(fault.get());
        }
        Set<Long> numbers = handover.pads().stream().map(KeyPointer::number).collect(Collectors.toSet());
        numbers.add(handover.tagKey().number());
        Map<Long, FetchableBlock> blocks = reader.acquire(handover.pool(), numbers);
        try {
            return receive(handover, blocks);
        } finally {
            blocks.values().forEach(FetchableBlock::release);
        }
    }

    private Optional<String> fault(Handover handover) {
        if (handover.ids().isEmpty() || handover.ids().size() > MOST_KEYS) {
            return Optional.of("it holds 1 to " + MOST_KEYS + " keys");
        }
        if (handover.targets().isEmpty() || handover.targets().size() > MOST_TARGETS) {
            return Optional.of("it names 1 to " + MOST_TARGETS + " targets");
        }
        if (new HashSet<>(handover.ids()).size() < handover.ids().size()
                || new HashSet<>(handover.targets()).size() < handover.targets().size()) {
            return Optional.of("it names a key or a target twice");
        }
        if (handover.pads().size() != handover.ids().size()
                || handover.pads().stream().anyMatch(pad -> pad.length() != handover.keyBytes())
                || handover.tagKey().length() != OneTimeTag.KEY_LENGTH
                || handover.ciphertext().length != handover.ids().size() * handover.keyBytes()) {
            return Optional.of("keys, pads and ciphertext differ in number or size");
        }
        if (!isHome(handover.initiator(), handover.pool().from())) {
            return Optional.of("its initiator is not served by the sender");
        }
        return handover.targets().stream()
                .filter(target -> !isHome(target, here) || !network.mayShareKeys(handover.initiator(), target))
                .findFirst()
                .map(target -> "SAE " + target + " is not here, or may not share keys with its initiator");
    }

    private boolean isHome(SaeId sae, KmeId kme) {
        return network.sae(sae).filter(known -> known.kme().equals(kme)).isPresent();
    }

    private Outcome receive(Handover handover, Map<Long, FetchableBlock> blocks) {
        List<UnitsUsed> runs = new ArrayList<>();
        List<KeyPointer> pointers = new ArrayList<>(handover.pads());
        pointers.add(handover.tagKey());
        Map<Long, BitSet> seen = new HashMap<>();
        List<SecretBytes> pads = new ArrayList<>();
        try {
            for (KeyPointer pointer : pointers) {
                FetchableBlock block = blocks.get(pointer.number());
                Optional<SecretBytes> bits = block == null ? Optional.empty() : block.read(pointer);
                if (block == null || bits.isEmpty() || overlaps(seen, pointer)) {
                    return refuse(handover, "one of its pads is gone, or named twice");
                }
                pads.add(bits.get());
                runs.add(new UnitsUsed(block.row(), block.units(), pointer.offset(), pointer.units()));
            }
            if (!OneTimeTag.same(handover.tag(), handover.tagUnder(pads.getLast()))) {
                return refuse(handover, "its tag is wrong");
            }
            return keep(handover, runs, pads);
        } finally {
            pads.forEach(SecretBytes::close);
        }
    }

    private static boolean overlaps(Map<Long, BitSet> seen, KeyPointer pointer) {
        BitSet units = seen.computeIfAbsent(pointer.number(), number -> new BitSet(BlockLayout.MAX_UNITS));
        int next = units.nextSetBit(pointer.offset());
        units.set(pointer.offset(), pointer.offset() + pointer.units());
        return next >= 0 && next < pointer.offset() + pointer.units();
    }

    private Outcome refuse(Handover handover, String reason) {
        alarms.raise(
                Alarms.Kind.PEER_CONTRADICTION, handover.pool().from().value(), "a handover is refused: " + reason);
        return new Outcome.Refused(reason);
    }

    private Outcome keep(Handover handover, List<UnitsUsed> runs, List<SecretBytes> pads) {
        byte[] plain = new byte[handover.ciphertext().length];
        List<AssignedKey> keys = new ArrayList<>();
        try (SecretBytes all = SecretBytes.owning(plain)) {
            for (int i = 0; i < handover.ids().size(); i++) {
                int at = i * handover.keyBytes();
                OneTimePad.apply(handover.ciphertext(), at, pads.get(i), plain);
                for (SaeId target : handover.targets()) {
                    keys.add(new AssignedKey(
                            handover.ids().get(i),
                            handover.initiator(),
                            target,
                            handover.provenance(),
                            Optional.of(all.slice(at, handover.keyBytes()))));
                }
            }
            List<AuditRecord> audit = handover.targets().stream()
                    .map(target -> new AuditRecord(
                            clock.instant(), AuditRecord.Event.ASSIGNED, handover.initiator(), target, handover.ids()))
                    .toList();
            return switch (ledger.record(Spending.ofHandover(runs, keys, audit))) {
                case RECORDED -> new Outcome.Taken();
                case REFUSED -> refuse(handover, "one of its pads or key IDs was used before");
                case UNKNOWN -> new Outcome.Unavailable();
            };
        } finally {
            keys.forEach(key -> key.key().ifPresent(SecretBytes::close));
        }
    }
}
