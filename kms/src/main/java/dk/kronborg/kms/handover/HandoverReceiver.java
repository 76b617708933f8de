package dk.kronborg.kms.handover;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.assignment.AssignedKey;
import dk.kronborg.kms.audit.AuditRecord;
import dk.kronborg.kms.confirmation.PeerIncarnations;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.pad.PadReader;
import dk.kronborg.kms.policy.Making;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.kms.spending.UnitsUsed;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Network;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
    private final Supplier<Network> network;
    private final PadReader reader;
    private final SpendingLedger ledger;
    private final PeerIncarnations peers;
    private final Alarms alarms;
    private final Clock clock;

    public HandoverReceiver(
            KmeId here,
            Supplier<Network> network,
            PadReader reader,
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
        peers.meet(from, handover.sealed().incarnation());
        Optional<String> fault = fault(handover);
        if (fault.isPresent()) {
            return refuse(handover, fault.get());
        }
        Optional<SaeId> below = handover.targets().stream()
                .filter(target -> !Making.QKD.isPermittedTo(handover.initiator(), target, network.get()))
                .findFirst();
        if (below.isPresent()) {
            String detail = "keys under one-time pads for " + handover.initiator() + " and " + below.get()
                    + ", whose policy forbids them";
            alarms.raise(Alarms.Kind.KEY_BELOW_POLICY, from.value(), detail + ", are not taken over");
            return new Outcome.Refused(detail);
        }
        return switch (reader.open(handover.sealed(), handover.saidOfIt(), any -> true)) {
            case PadReader.Outcome.Refused(String reason) -> refuse(handover, reason);
            case PadReader.Outcome.Opened opened -> {
                try (SecretBytes keys = opened.plain()) {
                    yield keep(handover, opened.used(), keys);
                }
            }
        };
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
        List<KeyPointer> pads = handover.sealed().pads();
        if (pads.size() != handover.ids().size()
                || pads.stream().anyMatch(pad -> pad.length() != handover.keyBytes())) {
            return Optional.of("keys and pads differ in number or size");
        }
        if (!isHome(handover.initiator(), handover.pool().from())) {
            return Optional.of("its initiator is not served by the sender");
        }
        return handover.targets().stream()
                .filter(target -> !isHome(target, here) || !network.get().mayShareKeys(handover.initiator(), target))
                .findFirst()
                .map(target -> "SAE " + target + " is not here, or may not share keys with its initiator");
    }

    private boolean isHome(SaeId sae, KmeId kme) {
        return network.get().sae(sae).filter(known -> known.kme().equals(kme)).isPresent();
    }

    private Outcome refuse(Handover handover, String reason) {
        alarms.raise(
                Alarms.Kind.PEER_CONTRADICTION, handover.pool().from().value(), "a handover is refused: " + reason);
        return new Outcome.Refused(reason);
    }

    private Outcome keep(Handover handover, List<UnitsUsed> pads, SecretBytes all) {
        List<AssignedKey> keys = new ArrayList<>();
        try {
            for (int i = 0; i < handover.ids().size(); i++) {
                int at = i * handover.keyBytes();
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
            return switch (ledger.record(Spending.ofHandover(pads, keys, audit))) {
                case RECORDED -> new Outcome.Taken();
                case REFUSED -> refuse(handover, "one of its pads or key IDs was used before");
                case UNKNOWN -> new Outcome.Unavailable();
            };
        } finally {
            keys.forEach(key -> key.key().ifPresent(SecretBytes::close));
        }
    }
}
