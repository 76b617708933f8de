package dk.kronborg.kms.relay;

import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.pad.Sealed;
import dk.kronborg.kms.secret.SecretBytes;
import java.util.Optional;

/**
 * What is written down of a share at one node, in the transaction that spends its pads.
 *
 * @param rests    what it rests on up to the next node, or up to here if it is kept here
 * @param received how it came; nothing where it was drawn
 * @param sent     how it goes on; nothing where it is kept
 * @param kept     its bits at the end that it is for; remain the caller's
 */
public record RelayEntry(
        Share share,
        KeyProvenance.Quantum rests,
        Optional<Received> received,
        Optional<Sent> sent,
        Optional<SecretBytes> kept) {

    /**
     * How a share came.
     *
     * @param tag    of the message: the same message comes with the same
     * @param digest of the share's bits as they were received
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Received(byte[] tag, byte[] digest) {}

    /**
     * How a share goes on.
     *
     * @param digest of the share's bits as they are sent
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Sent(byte[] digest, Sealed sealed) {}
}
