package dk.kronborg.kms.postgres;

import dk.kronborg.kms.audit.AuditLedger.Written;
import dk.kronborg.topology.audit.AuditBatch;
import dk.kronborg.topology.audit.AuditPoint;
import dk.kronborg.topology.audit.AuditRun;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.map.Digest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The chain of batches of this run, and the notes that join it. For the one thread that writes, but for
 * {@link #written()}.
 */
final class AuditChain {

    /** Notes in one batch. */
    private static final int MOST_NOTES = 1000;

    private final KmeId here;
    private final Clock clock;
    private volatile @Nullable Written written;
    /** Whether a commit failed, so that it is not known what was written. */
    private boolean inDoubt;

    AuditChain(KmeId here, Clock clock) {
        this.here = here;
        this.clock = clock;
    }

    Optional<Written> written() {
        return Optional.ofNullable(written);
    }

    /** Begins the run, or finds its end again, if need be: in a transaction of its own. */
    Written ready(Connection connection) throws SQLException {
        Written known = written;
        if (known == null) {
            known = begin(connection);
            connection.commit();
        } else if (inDoubt) {
            // A database without this run was set back: the fence ends this process before it commits anything.
            known = newest(connection, "where run = ?", known.point().run()).orElse(known);
            connection.rollback();
        }
        inDoubt = false;
        written = known;
        return known;
    }

    /** A new run each time it is tried: one whose commit failed is a run without records. */
    private Written begin(Connection connection) throws SQLException {
        Optional<AuditPoint> follows = newest(connection, "").map(Written::point);
        AuditRun run =
                new AuditRun(here.value(), UUID.randomUUID(), clock.instant().truncatedTo(ChronoUnit.MICROS), follows);
        Database.update(
                connection,
                "insert into audit_run (id, log, at, follows_run, follows_number, follows_chain)"
                        + " values (?, ?, ?, ?, ?, ?)",
                run.id(),
                run.log(),
                OffsetDateTime.ofInstant(run.at(), ZoneOffset.UTC),
                follows.map(AuditPoint::run).orElse(null),
                follows.map(AuditPoint::number).orElse(null),
                follows.map(point -> point.chain().text()).orElse(null));
        Written beginning = new Written(run.beginning(), 0);
        insert(connection, beginning);
        return beginning;
    }

    private static Optional<Written> newest(Connection connection, String where, Object... values) throws SQLException {
        return Database.list(
                        connection,
                        row -> new Written(point(row), row.getLong("total")),
                        "select run, number, chain, total from audit_batch " + where + " order by place desc limit 1",
                        values)
                .stream()
                .findFirst();
    }

    static AuditPoint point(ResultSet row) throws SQLException {
        return new AuditPoint(
                row.getObject("run", UUID.class), row.getLong("number"), new Digest(row.getString("chain")));
    }

    private static long insert(Connection connection, Written batch) throws SQLException {
        return Database.list(
                        connection,
                        row -> row.getLong(1),
                        "insert into audit_batch (place, run, number, total, chain)"
                                + " values (nextval('audit_place'), ?, ?, ?, ?) returning place",
                        batch.point().run(),
                        batch.point().number(),
                        batch.records(),
                        batch.point().chain().text())
                .getFirst();
    }

    /** What will be written with a batch of these leaves, if it is committed. */
    Written after(Written before, List<Digest> leaves) {
        return leaves.isEmpty()
                ? before
                : new Written(AuditBatch.after(before.point(), leaves), before.records() + leaves.size());
    }

    void committed(Written after) {
        written = after;
    }

    /** A transaction ended nobody knows how. */
    void doubt() {
        inDoubt = true;
    }

    /** Chains what was noted meanwhile, by any process of this KME. */
    void chainNotes(Connection connection) throws SQLException {
        Written before = ready(connection);
        List<Note> notes = Database.list(
                connection,
                row -> new Note(row.getLong("id"), AuditBatch.leaf(AuditText.ofNote(row))),
                "select id, at, kind, facts from audit_note where batch is null order by id limit ?"
                        + " for update skip locked",
                MOST_NOTES);
        if (notes.isEmpty()) {
            connection.rollback();
            return;
        }
        Written after = after(before, notes.stream().map(Note::leaf).toList());
        Database.update(
                connection,
                "update audit_note set batch = ? where id = any (?)",
                insert(connection, after),
                Database.array(connection, "int8", notes.stream().map(Note::id).toList()));
        connection.commit();
        committed(after);
    }

    private record Note(long id, Digest leaf) {}
}
