package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.classification.LinkClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Axis of a link's state: whether its keys are to be trusted. Each state offers the ways out of it that there are:
 *
 * <pre>
 * TRUSTED -> SUSPECT          eavesdropping suspected, or calibration or injection
 * SUSPECT -> QUARANTINED      noise above null, tamper, or an operator
 * SUSPECT -> TRUSTED          after 15 minutes in order, if the cause may pass by itself; else an operator
 * QUARANTINED -> TRUSTED      two people, after a fresh calibration and after the look-back keys were voided
 * any -> REVOKED              two people; there is no way back
 * </pre>
 */
public sealed interface Security {

    /** How long a suspicion that may pass by itself has to be without cause. */
    Duration CLEAN_TIME = Duration.ofMinutes(15);

    Instant since();

    /** What is delivered from this link is in order. */
    record Trusted(Instant since) implements Security {

        public Suspect suspect(LinkClass cause, Instant at) {
            return new Suspect(at, cause, Optional.empty());
        }
    }

    /**
     * Something is not as it should be; keys are still made and delivered.
     *
     * @param cause      why
     * @param cleanSince since when the cause is gone; empty while it is there
     */
    record Suspect(Instant since, LinkClass cause, Optional<Instant> cleanSince) implements Security {

        public Quarantined quarantine(LinkClass reason, Instant at) {
            return new Quarantined(at, reason);
        }

        /** The cause is there, or there again, or a worse one. */
        public Suspect again(LinkClass now) {
            return new Suspect(since, now.needsRelease() ? now : cause, Optional.empty());
        }

        /** The cause is gone at that time; trusted again if it has been for long enough and may pass by itself. */
        public Security clean(Instant at) {
            Instant began = cleanSince.orElse(at);
            if (!cause.needsRelease() && Duration.between(began, at).compareTo(CLEAN_TIME) >= 0) {
                return new Trusted(at);
            }
            return new Suspect(since, cause, Optional.of(began));
        }

        /** The cause has been explained, or an operator releases the link. */
        public Trusted released(Instant at) {
            return new Trusted(at);
        }
    }

    /** Its keys are not delivered. Key generation may go on. */
    record Quarantined(Instant since, LinkClass cause) implements Security {

        /** Two people release the link. */
        public Trusted released(Instant at) {
            return new Trusted(at);
        }
    }

    /** Never again. */
    record Revoked(Instant since) implements Security {}

    /** Two people give the link up. */
    default Revoked revoked(Instant at) {
        return new Revoked(at);
    }

    /** The word for this state. */
    default String word() {
        return switch (this) {
            case Trusted ignored -> "TRUSTED";
            case Suspect ignored -> "SUSPECT";
            case Quarantined ignored -> "QUARANTINED";
            case Revoked ignored -> "REVOKED";
        };
    }
}
