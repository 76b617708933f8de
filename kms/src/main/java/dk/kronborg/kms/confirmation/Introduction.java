package dk.kronborg.kms.confirmation;

import dk.kronborg.kms.incarnation.SealedMark;
import java.util.Optional;
import java.util.UUID;

/**
 * How a KME introduces itself to a peer.
 *
 * @param own     how far it is
 * @param ofYours how far it has seen the peer, in the peer's own words; nothing if they have not met
 */
public record Introduction(SealedMark own, Optional<SealedMark> ofYours) {

    public UUID incarnation() {
        return own.mark().incarnation();
    }
}
