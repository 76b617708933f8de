package dk.kronborg.kms.reading;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.secret.SecretBytes;
import java.util.Collection;
import java.util.List;

/** Where blocks are found by their numbers. */
public interface FetchableBlocks {

    /** Most mask keys of a pool that are kept. */
    int MASKS = 4;

    /** Those of the blocks that are known here, to be dropped by the caller. */
    List<FetchableBlock> find(PoolId pool, Collection<Long> numbers);

    /** The newest mask keys of a pool, newest first, at most {@link #MASKS}; to be closed by the caller. */
    List<SecretBytes> masks(PoolId pool);
}
