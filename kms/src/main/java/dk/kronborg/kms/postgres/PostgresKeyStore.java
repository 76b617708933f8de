package dk.kronborg.kms.postgres;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.assignment.AssignedKeys;
import dk.kronborg.kms.audit.AuditLedger;
import dk.kronborg.kms.balance.Balances;
import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.confirmation.AnsweringLedger;
import dk.kronborg.kms.confirmation.OfferingLedger;
import dk.kronborg.kms.confirmation.SecondSecretTerms;
import dk.kronborg.kms.custody.CustodyLedger;
import dk.kronborg.kms.delivery.DrainLedger;
import dk.kronborg.kms.epoch.EpochLedger;
import dk.kronborg.kms.housekeeping.RetirementLedger;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.incarnation.MarkedDatabase;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.intake.ReceivedBlocks;
import dk.kronborg.kms.mode.ModeLedger;
import dk.kronborg.kms.pool.OpenBlocks;
import dk.kronborg.kms.reading.FetchableBlocks;
import dk.kronborg.kms.relay.RelayLedger;
import dk.kronborg.kms.report.ReportLedger;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.kms.wrapping.Wrapping;
import dk.kronborg.topology.identity.KmeId;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The key store of one site in one PostgreSQL database, seen by each chapter through its own port. The schema is
 * that of {@code db/kme}.
 */
public final class PostgresKeyStore implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PostgresKeyStore.class);

    private final KmeId here;
    private final Database database;
    private final RunningTime time;
    private final PoolRows pools;
    private final BlockBytes bytes;
    private final Masks masks;
    private final EpochRoots roots;
    private final PostgresOpenBlocks openBlocks;
    private final Wrapping wrapping;
    private final Alarms alarms;
    private final DataSource source;
    private final AuditChain audit;
    private @Nullable GroupCommit spending;

    /**
     * Opens the key store.
     *
     * @param here     the KME whose store it is
     * @param nanoTime a clock that only goes forward, nanoseconds
     */
    public PostgresKeyStore(KmeId here, DataSource source, Wrapping wrapping, Alarms alarms, LongSupplier nanoTime) {
        this.database = new Database(source);
        this.pools = new PoolRows(database);
        this.here = here;
        this.wrapping = wrapping;
        this.alarms = alarms;
        this.bytes = new BlockBytes(here, database, wrapping, alarms);
        this.masks = new Masks(bytes);
        this.roots = new EpochRoots(wrapping, alarms);
        this.openBlocks = new PostgresOpenBlocks(UUID.randomUUID(), database, pools, bytes, masks);
        this.time = new RunningTime(retirement().runningSeconds(), nanoTime);
        this.source = source;
        this.audit = new AuditChain(here, Clock.systemUTC());
    }

    public RunningTime runningTime() {
        return time;
    }

    public MarkedDatabase mark() {
        return new PostgresMarkedDatabase(here, database);
    }

    public ReceivedBlocks received() {
        return new PostgresReceivedBlocks(here, database, pools, bytes, wrapping, time, Clock.systemUTC());
    }

    /**
     * What the from end of confirmation keeps.
     *
     * @param terms of second secrets
     */
    public OfferingLedger offering(SiteIncarnation site, SecondSecretTerms terms) {
        return new PostgresOfferingLedger(here, site, database, pools, bytes, masks, roots, time, terms);
    }

    public ModeLedger modes(SiteIncarnation site) {
        return new PostgresModeLedger(site, database, pools);
    }

    public ReportLedger reports() {
        return new PostgresReportLedger(database);
    }

    public AuditLedger audit() {
        return new PostgresAuditLedger(here, database, audit, Clock.systemUTC());
    }

    public EpochLedger epochs(SiteIncarnation site) {
        return new PostgresEpochLedger(here, site, database, pools, bytes, wrapping, time, alarms);
    }

    public AnsweringLedger answering() {
        return new PostgresAnsweringLedger(database, pools, bytes, masks, roots, time);
    }

    public OpenBlocks open() {
        return openBlocks;
    }

    public FetchableBlocks fetchable() {
        return new PostgresFetchableBlocks(database, pools, bytes, masks);
    }

    /** The writer of what is spent, started at the first call: the fence must have been compared by then. */
    public SpendingLedger spending(SiteIncarnation site) {
        return writer(site);
    }

    private synchronized GroupCommit writer(SiteIncarnation site) {
        GroupCommit writer = spending;
        if (writer == null) {
            writer = new GroupCommit(source, site, assignedKeys(), audit);
            spending = writer;
        }
        return writer;
    }

    /**
     * What relay keeps.
     *
     * @param longestEpoch how old an epoch may be from which headers follow
     */
    public RelayLedger relays(SiteIncarnation site, Duration longestEpoch) {
        return new PostgresRelayLedger(
                here, database, pools, bytes, roots, wrapping, time, Clock.systemUTC(), longestEpoch, writer(site));
    }

    public AssignedKeys assigned() {
        return assignedKeys();
    }

    private PostgresAssignedKeys assignedKeys() {
        return new PostgresAssignedKeys(database, wrapping, time);
    }

    public CustodyLedger custody() {
        return new PostgresCustodyLedger(here, database);
    }

    public Balances balances() {
        return new PostgresBalances(here, database, time);
    }

    public DrainLedger drains() {
        return new PostgresDrainLedger(database);
    }

    public RetirementLedger retirement() {
        return new PostgresRetirementLedger(here, database);
    }

    @Override
    public synchronized void close() {
        if (spending != null) {
            spending.close();
        }
        try {
            openBlocks.release();
        } catch (StoreUnavailable e) {
            // Others take them when they need them, all the same.
            LOG.debugf("leases are left behind: %s", e.getMessage());
        }
    }
}
