package dk.kronborg.kms.custody;

import java.util.List;
import java.util.UUID;

/** The KME at the other end of pools, as it takes orders. */
public interface CustodyPeer {

    /**
     * Tells orders; the peer has obeyed them on disk when this returns.
     *
     * @throws dk.kronborg.kms.confirmation.PeerUnreachable if the peer does not answer; then they are told again
     */
    void tell(UUID ownIncarnation, List<PeerOrder> orders);
}
