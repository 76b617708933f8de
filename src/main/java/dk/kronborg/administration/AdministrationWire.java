package dk.kronborg.administration;

import dk.kronborg.kms.balance.PoolBalance;
import dk.kronborg.kms.custody.BlockSelection;
import dk.kronborg.kms.custody.CustodyLedger;
import dk.kronborg.kms.wrapping.Wrapping;
import dk.kronborg.plane.PlaneListener;
import dk.kronborg.topology.identity.LinkId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The messages of the administration plane, JSON, version 1. Times are RFC 3339 in UTC, bits are bits. */
final class AdministrationWire {

    private static final int MOST_REASON = 500;
    private static final int MOST_KEYS = 1000;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private AdministrationWire() {}

    /**
     * How the KME is.
     *
     * @param incarnation of its key store
     * @param drained     SAEs that get no fresh keys, {@code *} for all
     * @param releases    that wait for a second person, the newest first
     * @param sessions    the last TLS session of every SAE since the start
     */
    record Status(
            String kme,
            String incarnation,
            List<String> drained,
            List<Pool> pools,
            List<Release> releases,
            List<Session> sessions) {}

    /**
     * A release that one person asked for and nobody has approved.
     *
     * @param blocks how many
     */
    record Release(long request, String requestedBy, String requestedAt, int blocks) {

        static Release of(CustodyLedger.OpenRequest open) {
            return new Release(open.request(), open.operator(), open.at().toString(), open.blocks());
        }
    }

    /** Where the bits of a pool are, see {@link PoolBalance}. */
    record Pool(
            String from,
            String to,
            String origin,
            long unconfirmedBlocks,
            long heldBlocks,
            long producedBits,
            long storedBits,
            long deliveredBits,
            long spentBits,
            long burntBits,
            long destroyedBits,
            long imbalanceBits) {

        static Pool of(PoolBalance balance) {
            return new Pool(
                    balance.pool().from().value(),
                    balance.pool().to().value(),
                    balance.pool().origin().name(),
                    balance.unconfirmed(),
                    balance.held(),
                    balance.produced(),
                    balance.stored(),
                    balance.delivered(),
                    balance.spent(),
                    balance.burnt(),
                    balance.destroyed(),
                    balance.imbalance());
        }
    }

    /**
     * An SAE's last TLS session.
     *
     * @param group by which the keys were agreed, X25519MLKEM768 if it is post-quantum
     */
    record Session(String sae, String protocol, String group, String since, int connections) {

        static Session of(PlaneListener.Session session) {
            return new Session(
                    session.identity().id(),
                    session.tls().protocol(),
                    session.tls().group(),
                    session.since().toString(),
                    session.connections());
        }
    }

    /** Blocks that meet every condition given, at least one. */
    record Selection(
            @Nullable List<UUID> blocks,
            @Nullable String link,
            @Nullable String producedFrom,
            @Nullable String producedUntil,
            @Nullable String reason) {

        /** @param known whether this KME has an end of that link */
        BlockSelection selection(Predicate<LinkId> known) {
            Optional<LinkId> named = Optional.ofNullable(link).map(LinkId::new);
            named.filter(known.negate()).ifPresent(unknown -> {
                throw new IllegalArgumentException("the network has no link " + unknown + " of this KME");
            });
            return new BlockSelection(
                    blocks == null ? List.of() : List.copyOf(blocks),
                    named,
                    time("produced_from", producedFrom),
                    time("produced_until", producedUntil));
        }
    }

    /** Keys by their IDs. */
    record Keys(@Nullable List<UUID> keyIds, @Nullable String reason) {

        List<UUID> ids() {
            if (keyIds == null || keyIds.isEmpty() || keyIds.size() > MOST_KEYS) {
                throw new IllegalArgumentException("key_ids is a list of 1 to " + MOST_KEYS + " key IDs");
            }
            return keyIds;
        }
    }

    /** Whom to drain: an SAE, or everybody. */
    record DrainOrder(
            @Nullable String sae,
            @Nullable Boolean drain,
            @Nullable String reason) {

        boolean begins() {
            if (drain == null) {
                throw new IllegalArgumentException("drain is true to begin and false to end, and has to be there");
            }
            return drain;
        }
    }

    /** Destroys every key of the site: the name of the KME has to be repeated. */
    record ZeroiseOrder(@Nullable String kme, @Nullable String reason) {}

    /** An order that needs nothing but a reason. */
    record Plain(@Nullable String reason) {}

    /** How many blocks or keys an order changed. */
    record Changed(long changed) {}

    /**
     * A key-encryption key was rotated.
     *
     * @param version    of the new one
     * @param dataKeys   that were wrapped under it
     * @param unreadable data keys that could not be, and keep their older key-encryption key
     */
    record Rotated(int version, int dataKeys, int unreadable) {

        static Rotated of(Wrapping.Rotation rotation) {
            return new Rotated(rotation.version(), rotation.rewrapped(), rotation.unreadable());
        }
    }

    /** The request that a second person has to approve. */
    record Requested(long request) {}

    /** An operator's reason, as it is noted. */
    static String reason(@Nullable String reason) {
        String given = reason == null ? "" : reason;
        if (given.length() > MOST_REASON || given.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a reason is a line of at most " + MOST_REASON + " characters");
        }
        return given;
    }

    private static Optional<Instant> time(String name, @Nullable String text) {
        try {
            Optional<Instant> time = Optional.ofNullable(text).map(Instant::parse);
            if (time.filter(at -> at.isBefore(Instant.EPOCH) || at.isAfter(LATEST))
                    .isPresent()) {
                throw new IllegalArgumentException(name + " is a time from " + Instant.EPOCH + " to " + LATEST);
            }
            return time;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(name + " is a time such as 2026-07-02T12:00:00Z", e);
        }
    }
}
