package dk.kronborg.kms.pool;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.SecondSecret;
import dk.kronborg.kms.secret.SecretBytes;
import java.util.List;
import java.util.Optional;

/** Where the from end finds its confirmed blocks, which it may share with other processes of the same KME. */
public interface OpenBlocks {

    /** Every open block of a pool, oldest number first, whoever holds it. */
    List<OpenBlock> all(PoolId pool);

    /**
     * Leases blocks for this process, whoever held them: those whose lease is still the one that was seen. A lease
     * ends in no other way; whoever held it is refused from then on.
     *
     * @return those that were leased, under their new leases
     */
    List<OpenBlock> lease(List<OpenBlock> seen);

    /** The payload, to be closed by the caller. */
    SecretBytes payload(long row);

    /** The header, to be closed by the caller. */
    SecretBytes header(long row);

    /** The second secret of a block that has one, to be closed by the caller. */
    SecondSecret second(long row);

    /** The newest mask key of a pool, if it has one yet; to be closed by the caller. */
    Optional<SecretBytes> mask(PoolId pool);
}
