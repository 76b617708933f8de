package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.classification.LinkClass;
import dk.kronborg.topology.identity.LinkId;
import java.util.Locale;
import java.util.Optional;

/**
 * The state of a link as others are told it: one word an axis, and nothing that changes with every reading.
 *
 * @param keyGeneration {@code GENERATING}, {@code STALLED}, {@code STOPPED} or {@code UNKNOWN}
 * @param security      {@code TRUSTED}, {@code SUSPECT}, {@code QUARANTINED} or {@code REVOKED}
 * @param linkClass     what ails it, if anything
 * @param severity      of that; {@code CLEARED} if nothing does
 */
public record LinkState(
        LinkId link,
        Administration administration,
        boolean operational,
        String keyGeneration,
        String security,
        Freshness telemetry,
        Optional<LinkClass> linkClass,
        Severity severity,
        boolean everGenerated) {

    /** Link status of ETSI GS QKD 015 V2.1.1. */
    public enum EtsiStatus {
        /** Makes keys. */
        ACTIVE,
        /** Makes none, and still has some. */
        PASSIVE,
        /** Has never made any. */
        PENDING,
        /** Has none to give. */
        OFF
    }

    public static LinkState of(LinkHealth health) {
        return new LinkState(
                health.link(),
                health.administration(),
                health.operational(),
                health.keyGeneration().getClass().getSimpleName().toUpperCase(Locale.ROOT),
                health.security().word(),
                health.freshness(),
                health.diagnosis().map(found -> found.finding().linkClass()),
                health.diagnosis().map(found -> found.finding().severity()).orElse(Severity.CLEARED),
                health.keyGeneration().everGenerated());
    }

    /**
     * As ETSI GS QKD 015 sees it. The keys of a link in quarantine are not to be had, however many there are.
     *
     * @param keysInStore whether the KMEs that the link joins still have keys of each other
     */
    public EtsiStatus etsiStatus(boolean keysInStore) {
        boolean trusted = security.equals("TRUSTED") || security.equals("SUSPECT");
        if (!trusted) {
            return EtsiStatus.OFF;
        }
        if (keyGeneration.equals("GENERATING")) {
            return EtsiStatus.ACTIVE;
        }
        if (keysInStore) {
            return EtsiStatus.PASSIVE;
        }
        return !everGenerated && administration == Administration.UNLOCKED ? EtsiStatus.PENDING : EtsiStatus.OFF;
    }
}
