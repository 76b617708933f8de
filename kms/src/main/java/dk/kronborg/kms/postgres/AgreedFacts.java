package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.confirmation.OfferedBlock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Writes the facts both ends agree on over what this end's device claimed. */
final class AgreedFacts {

    private AgreedFacts() {}

    static void write(Connection connection, List<OfferedBlock> blocks) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("update block set number = ?, proof = ?,"
                + " epsilon_total = ?, detector = ?, produced_at_ms = ?, from_incarnation = ?, to_incarnation = ?,"
                + " brings_mask = ? where id = ?")) {
            for (OfferedBlock block : blocks) {
                BlockFacts facts = block.facts();
                Provenance provenance = facts.provenance();
                statement.setLong(1, facts.number());
                statement.setString(2, provenance.proof().wireName());
                statement.setDouble(3, provenance.epsilonTotal());
                statement.setString(4, provenance.detector().name());
                statement.setLong(5, provenance.producedAt().toEpochMilli());
                statement.setObject(6, facts.fromIncarnation());
                statement.setObject(7, facts.toIncarnation());
                statement.setBoolean(8, facts.bringsMask());
                statement.setLong(9, block.row());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
