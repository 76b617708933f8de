package dk.kronborg.kms.handover;

/** Another KME that takes keys over. */
public interface HandoverPeer {

    /**
     * Hands keys over; they are on the peer's disk when this returns.
     *
     * @throws dk.kronborg.kms.confirmation.PeerUnreachable if the peer does not answer or refuses them; it may have
     *     them or not
     */
    void handOver(Handover handover);
}
