package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.threshold.Guard;
import dk.kronborg.linkmonitor.threshold.Quantity;
import dk.kronborg.topology.identity.LinkId;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that is remembered of a link: its state on every axis, and what the next event is compared with. What comes of an
 * event is a function of this, the event and the link's settings only, so a restart changes nothing.
 *
 * @param guards    by quantity, of those that were ever measured
 * @param diagnosis what ails the link, if anything
 */
public record LinkHealth(
        LinkId link,
        Administration administration,
        KeyGeneration keyGeneration,
        Security security,
        EndHealth transmitter,
        EndHealth receiver,
        Baselines baselines,
        Map<Quantity, Guard> guards,
        Optional<Diagnosis> diagnosis) {

    public LinkHealth {
        Map<Quantity, Guard> copy = new EnumMap<>(Quantity.class);
        copy.putAll(guards);
        guards = Collections.unmodifiableMap(copy);
    }

    /** Of a link that was never heard of. */
    public static LinkHealth neverHeard(LinkId link, Instant at) {
        return new LinkHealth(
                link,
                Administration.UNLOCKED,
                KeyGeneration.unknown(at),
                new Security.Trusted(at),
                EndHealth.neverHeard(at),
                EndHealth.neverHeard(at),
                Baselines.NONE,
                Map.of(),
                Optional.empty());
    }

    public EndHealth end(LinkSide side) {
        return side == LinkSide.TRANSMITTER ? transmitter : receiver;
    }

    /** Whether its devices report: as the less fresh of them. */
    public Freshness freshness() {
        return transmitter.telemetry().freshness().or(receiver.telemetry().freshness());
    }

    /** Whether the link can work: X.731, operational state. */
    public boolean operational() {
        boolean down =
                diagnosis.filter(found -> found.finding().linkClass().down()).isPresent();
        boolean unheard = transmitter.telemetry().freshness() == Freshness.UNKNOWN
                && receiver.telemetry().freshness() == Freshness.UNKNOWN;
        return !down && !unheard && !(security instanceof Security.Revoked);
    }

    LinkHealth withEnd(LinkSide side, EndHealth end) {
        return new LinkHealth(
                link,
                administration,
                keyGeneration,
                security,
                side == LinkSide.TRANSMITTER ? end : transmitter,
                side == LinkSide.RECEIVER ? end : receiver,
                baselines,
                guards,
                diagnosis);
    }

    LinkHealth withKeyGeneration(KeyGeneration next) {
        return new LinkHealth(
                link, administration, next, security, transmitter, receiver, baselines, guards, diagnosis);
    }

    public LinkHealth withSecurity(Security next) {
        return new LinkHealth(
                link, administration, keyGeneration, next, transmitter, receiver, baselines, guards, diagnosis);
    }

    LinkHealth withBaselines(Baselines next) {
        return new LinkHealth(
                link, administration, keyGeneration, security, transmitter, receiver, next, guards, diagnosis);
    }

    LinkHealth withGuards(Map<Quantity, Guard> next) {
        return new LinkHealth(
                link, administration, keyGeneration, security, transmitter, receiver, baselines, next, diagnosis);
    }

    LinkHealth withDiagnosis(Optional<Diagnosis> next) {
        return new LinkHealth(
                link, administration, keyGeneration, security, transmitter, receiver, baselines, guards, next);
    }

    /** After somebody locked or unlocked it. */
    public LinkHealth withAdministration(Administration next, Instant at) {
        KeyGeneration now = keyGeneration;
        if (next == Administration.LOCKED) {
            now = keyGeneration.stopped(at);
        } else if (keyGeneration instanceof KeyGeneration.Stopped stopped) {
            now = stopped.resumed(at);
        }
        return new LinkHealth(link, next, now, security, transmitter, receiver, baselines, guards, diagnosis);
    }
}
