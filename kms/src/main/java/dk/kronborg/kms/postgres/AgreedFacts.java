package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.confirmation.OfferedBlock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Writes the facts both ends agree on over what this end claimed. */
final class AgreedFacts {

    private AgreedFacts() {}

    static void write(Connection connection, List<OfferedBlock> blocks) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("update block set (" + Facts.PROVENANCE
                + ") = (?, ?, ?, ?, ?, ?, ?), number = ?, from_incarnation = ?, to_incarnation = ?, brings_mask = ?"
                + " where id = ?")) {
            for (OfferedBlock block : blocks) {
                BlockFacts facts = block.facts();
                int next = Facts.set(statement, facts.provenance());
                statement.setLong(next++, facts.number());
                statement.setObject(next++, facts.fromIncarnation());
                statement.setObject(next++, facts.toIncarnation());
                statement.setBoolean(next++, facts.bringsMask());
                statement.setLong(next, block.row());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
