package dk.kronborg.kms.relay;

import dk.kronborg.topology.identity.KmeId;
import java.util.Optional;
import java.util.UUID;

/** Another KME that relays; all methods throw {@link dk.kronborg.kms.confirmation.PeerUnreachable} if it does not answer. */
public interface RelayPeer {

    /** What a node makes of a message. */
    sealed interface Reply {

        /** The share is on its disk, now or since the same message came before. */
        record Taken() implements Reply {}

        /** It is short of pads and took nothing; asked again it may. */
        record Later(String reason) implements Reply {}

        /** It does not take the share; another path may. */
        record Refused(String reason) implements Reply {}
    }

    /** Sends a share to the next node of its path. */
    Reply relay(RelayMessage message);

    /** Tells the end that drew blocks that they are here, to be confirmed; it would find out later by itself. */
    void arrived();

    /** Tells the end that drew a block that one of its shares does not get on. */
    void stuck(UUID block);

    /** Tells the end that drew a block that one of its shares waits here until the next node has pads for it. */
    void heldUp(UUID block);

    /** Asks why that node would not take a share of a pool from here, to be sent on to its neighbour; nothing if it would. */
    Optional<String> shortage(KmeId to, KmeId next);

    /** Asks what became of a share at that node. */
    Testimony testify(UUID block, int share);
}
