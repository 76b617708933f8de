package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.HybridEpoch;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.block.SecurityProof;
import dk.kronborg.kms.confirmation.UnconfirmedBlock;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads and writes what a row of {@code block} says about the block besides its bytes. */
final class Facts {

    /** The columns read here. */
    static final String COLUMNS =
            "b.id, b.block_id, b.link, b.links, b.paths, b.length, b.proof, b.epsilon_total, b.detector, b.epoch,"
                    + " b.suite, b.produced_at_ms, b.number, b.from_incarnation, b.to_incarnation, b.brings_mask,"
                    + " b.hybrid_epoch, b.hybrid_suite";

    /** The columns written by {@link #set}, in its order. */
    static final String PROVENANCE = "link, proof, epsilon_total, detector, epoch, suite, produced_at_ms, links, paths";

    private Facts() {}

    /**
     * Sets the first parameters of a statement to the columns of {@link #PROVENANCE}.
     *
     * @return the next parameter
     */
    static int set(PreparedStatement statement, Provenance provenance) throws SQLException {
        switch (provenance) {
            case Provenance.OfLink of -> {
                statement.setString(1, of.link().value());
                statement.setString(2, of.proof().wireName());
                statement.setDouble(3, of.epsilonTotal());
                statement.setString(4, of.detector().name());
                statement.setNull(5, Types.OTHER);
                statement.setNull(6, Types.VARCHAR);
                statement.setNull(8, Types.ARRAY);
                statement.setNull(9, Types.ARRAY);
            }
            case Provenance.OfRelay of -> {
                statement.setNull(1, Types.VARCHAR);
                statement.setString(2, of.proof().wireName());
                statement.setDouble(3, of.epsilonTotal());
                statement.setString(4, of.detector().name());
                statement.setNull(5, Types.OTHER);
                statement.setNull(6, Types.VARCHAR);
                statement.setArray(
                        8,
                        texts(statement, of.links().stream().map(LinkId::value).toArray()));
                statement.setArray(
                        9, texts(statement, of.paths().stream().map(Facts::text).toArray()));
            }
            case Provenance.OfEpoch of -> {
                statement.setNull(1, Types.VARCHAR);
                statement.setNull(2, Types.VARCHAR);
                statement.setNull(3, Types.DOUBLE);
                statement.setNull(4, Types.VARCHAR);
                statement.setObject(5, of.epoch());
                statement.setString(6, of.suite());
                statement.setNull(8, Types.ARRAY);
                statement.setNull(9, Types.ARRAY);
            }
        }
        statement.setLong(7, provenance.producedAt().toEpochMilli());
        return 10;
    }

    private static Array texts(PreparedStatement statement, Object... texts) throws SQLException {
        return statement.getConnection().createArrayOf("text", texts);
    }

    /** The names of KMEs have no blanks. */
    static String text(List<KmeId> path) {
        return path.stream().map(KmeId::value).collect(Collectors.joining(" "));
    }

    static List<KmeId> path(String text) {
        return Arrays.stream(text.split(" ")).map(KmeId::new).toList();
    }

    static Provenance provenance(ResultSet row) throws SQLException {
        Instant producedAt = Instant.ofEpochMilli(row.getLong("produced_at_ms"));
        UUID epoch = row.getObject("epoch", UUID.class);
        if (epoch != null) {
            return new Provenance.OfEpoch(epoch, row.getString("suite"), producedAt);
        }
        Array paths = row.getArray("paths");
        return paths != null
                ? new Provenance.OfRelay(
                        Arrays.stream((String[]) paths.getArray())
                                .map(Facts::path)
                                .toList(),
                        links(row),
                        SecurityProof.ofWireName(row.getString("proof")),
                        row.getDouble("epsilon_total"),
                        DetectorTrust.valueOf(row.getString("detector")),
                        producedAt)
                : new Provenance.OfLink(
                        new LinkId(row.getString("link")),
                        SecurityProof.ofWireName(row.getString("proof")),
                        row.getDouble("epsilon_total"),
                        DetectorTrust.valueOf(row.getString("detector")),
                        producedAt);
    }

    static SortedSet<LinkId> links(ResultSet row) throws SQLException {
        return Arrays.stream((String[]) row.getArray("links").getArray())
                .map(LinkId::new)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static UnconfirmedBlock unconfirmed(ResultSet row) throws SQLException {
        return new UnconfirmedBlock(
                row.getLong("id"), row.getObject("block_id", UUID.class), provenance(row), row.getInt("length"));
    }

    static BlockFacts agreed(ResultSet row, PoolId pool) throws SQLException {
        return new BlockFacts(
                row.getLong("number"),
                row.getObject("block_id", UUID.class),
                pool,
                provenance(row),
                row.getInt("length"),
                row.getObject("from_incarnation", UUID.class),
                row.getObject("to_incarnation", UUID.class),
                row.getBoolean("brings_mask"),
                hybrid(row));
    }

    /** Where a block's second secret comes from, if it has or had one. */
    static Optional<HybridEpoch> hybrid(ResultSet row) throws SQLException {
        UUID epoch = row.getObject("hybrid_epoch", UUID.class);
        return epoch == null ? Optional.empty() : Optional.of(new HybridEpoch(epoch, row.getString("hybrid_suite")));
    }
}
