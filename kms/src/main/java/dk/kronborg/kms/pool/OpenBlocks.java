package dk.kronborg.kms.pool;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.secret.SecretBytes;
import java.util.List;
import java.util.Optional;

/** Where the from end finds its confirmed blocks. */
public interface OpenBlocks {

    /** Takes every open block of a pool over from whoever held it, oldest number first. */
    List<OpenBlock> lease(PoolId pool);

    /** The payload, to be closed by the caller. */
    SecretBytes payload(long row);

    /** The header, to be closed by the caller. */
    SecretBytes header(long row);

    /** The newest mask key of a pool, if it has one yet; to be closed by the caller. */
    Optional<SecretBytes> mask(PoolId pool);
}
