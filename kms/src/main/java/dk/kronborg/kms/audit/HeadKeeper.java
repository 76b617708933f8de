package dk.kronborg.kms.audit;

import dk.kronborg.topology.audit.AuditHead;
import dk.kronborg.topology.audit.AuditSigner;
import dk.kronborg.topology.identity.KmeId;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Signs the newest place of the audit log: a second after the first record that no head holds was seen, or when there are
 * {@value #MOST_RECORDS} of them. For one thread.
 */
public final class HeadKeeper {

    /** How often to look. */
    public static final Duration PAUSE = Duration.ofMillis(250);

    private static final int MOST_RECORDS = 1000;
    private static final long LONGEST_NANOS = Duration.ofSeconds(1).minus(PAUSE).toNanos();

    private final KmeId here;
    private final AuditLedger ledger;
    private final AuditSigner signer;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private AuditLedger.@Nullable Written held;
    private @Nullable Long looseSince;

    /** A keeper that has signed nothing. */
    public HeadKeeper(KmeId here, AuditLedger ledger, AuditSigner signer, Clock clock, LongSupplier nanoTime) {
        this.here = here;
        this.ledger = ledger;
        this.signer = signer;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Looks, and signs if it is time to. */
    public void round() {
        Optional<AuditLedger.Written> written = ledger.written();
        if (written.isEmpty() || written.get().equals(held)) {
            return;
        }
        AuditLedger.Written newest = written.get();
        long now = nanoTime.getAsLong();
        if (looseSince == null) {
            looseSince = now;
        }
        long records = newest.records() - (held == null ? 0 : held.records());
        if (records >= MOST_RECORDS || now - looseSince >= LONGEST_NANOS) {
            AuditHead head = new AuditHead(
                    here.value(),
                    newest.point(),
                    newest.records(),
                    clock.instant().truncatedTo(ChronoUnit.MICROS));
            ledger.keep(head.signed(signer));
            held = newest;
            looseSince = null;
        }
    }
}
