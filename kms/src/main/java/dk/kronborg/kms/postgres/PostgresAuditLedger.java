package dk.kronborg.kms.postgres;

import dk.kronborg.kms.audit.AuditLedger;
import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.topology.audit.AuditHead;
import dk.kronborg.topology.audit.AuditPoint;
import dk.kronborg.topology.audit.AuditRun;
import dk.kronborg.topology.audit.AuditSignature;
import dk.kronborg.topology.audit.AuditSigner;
import dk.kronborg.topology.audit.json.AuditWriter;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.map.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The audit log, in PostgreSQL. */
final class PostgresAuditLedger implements AuditLedger {

    /** Batches that are in memory at once when the log is written to a file. */
    private static final int PAGE = 100;

    private final KmeId here;
    private final Database database;
    private final AuditChain chain;
    private final Clock clock;

    PostgresAuditLedger(KmeId here, Database database, AuditChain chain, Clock clock) {
        this.here = here;
        this.database = database;
        this.chain = chain;
        this.clock = clock;
    }

    @Override
    public Optional<Written> written() {
        return chain.written();
    }

    @Override
    public void keep(AuditHead.Signed signed) {
        AuditHead head = signed.head();
        database.transact(connection -> Database.update(
                connection,
                "insert into audit_head (run, number, total, chain, at, key, signature) values (?, ?, ?, ?, ?, ?, ?)"
                        + " on conflict do nothing",
                head.point().run(),
                head.point().number(),
                head.records(),
                head.point().chain().text(),
                OffsetDateTime.ofInstant(head.at(), ZoneOffset.UTC),
                signed.signature().key(),
                signed.signature().signature()));
    }

    @Override
    public List<AuditHead.Signed> heads(int most) {
        return database.look(connection -> Database.list(
                connection, this::head, "select * from audit_head order by at desc, number desc limit ?", most));
    }

    private AuditHead.Signed head(ResultSet row) throws SQLException {
        return new AuditHead.Signed(
                new AuditHead(here.value(), AuditChain.point(row), row.getLong("total"), at(row)),
                new AuditSignature(row.getString("key"), row.getString("signature")));
    }

    private static Instant at(ResultSet row) throws SQLException {
        return row.getObject("at", OffsetDateTime.class).toInstant();
    }

    /** One row of {@code audit_batch}. */
    private record Batch(long place, AuditPoint point) {}

    @Override
    public void export(OutputStream out, AuditSigner signer) throws IOException {
        try {
            database.transact(connection -> {
                // All of it as of one moment, however long it takes; it only reads, and locks nothing.
                Database.update(connection, "set transaction isolation level repeatable read, read only");
                Database.update(connection, "set local idle_in_transaction_session_timeout = '5min'");
                try {
                    AuditWriter writer = new AuditWriter(here.value(), out);
                    long after = 0;
                    for (List<Batch> page = page(connection, after); !page.isEmpty(); page = page(connection, after)) {
                        write(connection, page, writer);
                        after = page.getLast().place();
                    }
                    writer.end(signer, clock.instant().truncatedTo(ChronoUnit.MICROS));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return 0;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static List<Batch> page(Connection connection, long after) throws SQLException {
        return Database.list(
                connection,
                row -> new Batch(row.getLong("place"), AuditChain.point(row)),
                "select place, run, number, chain from audit_batch where place > ? order by place limit ?",
                after,
                PAGE);
    }

    private void write(Connection connection, List<Batch> page, AuditWriter writer) throws SQLException, IOException {
        long first = page.getFirst().place();
        long last = page.getLast().place();
        Map<Long, List<String>> records = new HashMap<>();
        Database.list(
                connection,
                row -> records.computeIfAbsent(row.getLong("batch"), place -> new ArrayList<>())
                        .add(AuditText.ofRecord(row)),
                "select * from audit_record where batch between ? and ? order by id",
                first,
                last);
        Database.list(
                connection,
                row -> records.computeIfAbsent(row.getLong("batch"), place -> new ArrayList<>())
                        .add(AuditText.ofNote(row)),
                "select * from audit_note where batch between ? and ? order by id",
                first,
                last);
        Map<Long, AuditHead.Signed> heads = Database.list(
                        connection,
                        row -> Map.entry(row.getLong("place"), head(row)),
                        "select h.*, b.place from audit_head h join audit_batch b using (run, number)"
                                + " where b.place between ? and ?",
                        first,
                        last)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        for (Batch batch : page) {
            if (batch.point().number() == 0) {
                for (AuditRun run : run(connection, batch.point().run())) {
                    writer.run(run);
                }
            } else {
                writer.batch(batch.point(), records.getOrDefault(batch.place(), List.of()));
            }
            AuditHead.Signed head = heads.get(batch.place());
            if (head != null) {
                writer.head(head);
            }
        }
    }

    private static List<AuditRun> run(Connection connection, UUID id) throws SQLException {
        return Database.list(
                connection,
                row -> new AuditRun(
                        row.getString("log"),
                        id,
                        at(row),
                        Optional.ofNullable(row.getObject("follows_run", UUID.class))
                                .map(run -> follows(row, run))),
                "select * from audit_run where id = ?",
                id);
    }

    private static AuditPoint follows(ResultSet row, UUID run) {
        try {
            return new AuditPoint(run, row.getLong("follows_number"), new Digest(row.getString("follows_chain")));
        } catch (SQLException e) {
            throw new StoreUnavailable("the database does not answer: " + e.getMessage(), e);
        }
    }
}
