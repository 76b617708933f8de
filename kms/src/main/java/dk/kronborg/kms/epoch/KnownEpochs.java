package dk.kronborg.kms.epoch;

import dk.kronborg.kms.secret.SecretBytes;
import java.util.Optional;
import java.util.UUID;

/** What the to end of a pool remembers of its epochs. */
public interface KnownEpochs {

    /** The chain of an epoch of this pool, if it may still be followed: a copy, which the asker closes. */
    Optional<SecretBytes> chain(UUID epoch);

    /** Whether a proposal that follows no epoch is taken: where there is none that it could follow. */
    boolean mayBeginAnew();

    /** Whether the proposal of that digest was accepted before, by whichever process of this KME. */
    boolean wasAccepted(byte[] proposal);
}
