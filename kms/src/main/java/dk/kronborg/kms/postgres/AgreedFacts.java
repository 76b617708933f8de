package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.HybridEpoch;
import dk.kronborg.kms.confirmation.OfferedBlock;
import dk.kronborg.kms.wrapping.Wrapped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What both ends agree on about a block, written over what this end claimed.
 *
 * @param second its second secret, which it has if its facts say from where
 */
record AgreedFacts(OfferedBlock block, Optional<Wrapped> second) {

    static void write(Connection connection, List<AgreedFacts> blocks) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("update block set (" + Facts.PROVENANCE
                + ") = (?, ?, ?, ?, ?, ?, ?, ?, ?), number = ?, from_incarnation = ?, to_incarnation = ?, brings_mask = ?,"
                + " hybrid_epoch = ?, hybrid_suite = ?, second_key = ?, second = ? where id = ?")) {
            for (AgreedFacts agreed : blocks) {
                BlockFacts facts = agreed.block.facts();
                int next = Facts.set(statement, facts.provenance());
                statement.setLong(next++, facts.number());
                statement.setObject(next++, facts.fromIncarnation());
                statement.setObject(next++, facts.toIncarnation());
                statement.setBoolean(next++, facts.bringsMask());
                statement.setObject(next++, facts.hybrid().map(HybridEpoch::id).orElse(null));
                statement.setString(
                        next++, facts.hybrid().map(HybridEpoch::suite).orElse(null));
                statement.setObject(next++, agreed.second.map(Wrapped::dataKey).orElse(null));
                statement.setBytes(
                        next++, agreed.second.map(Wrapped::ciphertext).orElse(null));
                statement.setLong(next, agreed.block.row());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
