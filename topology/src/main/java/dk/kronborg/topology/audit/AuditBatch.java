package dk.kronborg.topology.audit;

import dk.kronborg.topology.map.Digest;
import dk.kronborg.topology.map.MerkleTree;
import dk.kronborg.topology.map.Statement;
import java.util.List;

/** Records that were committed together, under the root of a Merkle tree. */
public final class AuditBatch {

    private AuditBatch() {}

    /** The leaf that is a record, a canonical JSON text (RFC 8785). */
    public static Digest leaf(String record) {
        return MerkleTree.leafOf(record);
    }

    /**
     * The place after a batch.
     *
     * @param before  the place before it
     * @param records the leaves of its records, in order; at least one
     */
    public static AuditPoint after(AuditPoint before, List<Digest> records) {
        long number = before.number() + 1;
        Statement statement = new Statement("kronborg-audit-batch/1")
                .with("run", before.run().toString())
                .with("number", number)
                .with("previous", before.chain())
                .with("records", records.size())
                .with("root", MerkleTree.ofLeaves(records).root());
        return new AuditPoint(before.run(), number, Digest.of(statement.text()));
    }
}
