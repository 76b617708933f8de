package dk.kronborg.kms.epoch;

import dk.kronborg.kms.epoch.EpochFault.Reason;
import dk.kronborg.topology.identity.KmeId;
import java.util.List;
import java.util.UUID;

/**
 * Another KME as an end of epochs.
 *
 * @param incarnation of its key store, as it was met
 * @param pins        by which its signatures are known: several while it changes its key, and where it has one for
 *                    every algorithm
 */
public record EpochPeer(KmeId kme, UUID incarnation, List<PinnedIdentity> pins) {

    public EpochPeer {
        pins = List.copyOf(pins);
    }

    /**
     * Makes sure that the peer signed a message.
     *
     * @return the algorithm of the key that it is known by
     * @throws EpochFault if the key is not pinned, or the signature is not of that key over this message
     */
    IdentityAlgorithm authenticate(byte[] key, byte[] message, byte[] signature) {
        PinnedIdentity pin = pins.stream()
                .filter(pinned -> pinned.isOf(key))
                .findFirst()
                .orElseThrow(() -> new EpochFault(Reason.IDENTITY, "the key that signed is not pinned for " + kme));
        if (!pin.algorithm().verifies(key, message, signature)) {
            throw new EpochFault(Reason.SIGNATURE, "the signature is not that of " + kme + " over this message");
        }
        return pin.algorithm();
    }
}
