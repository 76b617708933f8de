package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.block.SecurityProof;
import dk.kronborg.kms.confirmation.UnconfirmedBlock;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/** Reads what a row of {@code block} says about the block besides its bytes. */
final class Facts {

    /** The columns read here. */
    static final String COLUMNS = "b.id, b.block_id, b.link, b.length, b.proof, b.epsilon_total, b.detector,"
            + " b.produced_at_ms, b.number, b.from_incarnation, b.to_incarnation, b.brings_mask";

    private Facts() {}

    static Provenance provenance(ResultSet row) throws SQLException {
        return new Provenance(
                new LinkId(row.getString("link")),
                SecurityProof.ofWireName(row.getString("proof")),
                row.getDouble("epsilon_total"),
                DetectorTrust.valueOf(row.getString("detector")),
                Instant.ofEpochMilli(row.getLong("produced_at_ms")));
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
                Grade.QKD,
                provenance(row),
                row.getInt("length"),
                row.getObject("from_incarnation", UUID.class),
                row.getObject("to_incarnation", UUID.class),
                row.getBoolean("brings_mask"));
    }
}
