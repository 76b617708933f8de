package dk.kronborg.kms.relay;

import dk.kronborg.kms.block.CanonicalForm;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.pad.Sealed;
import java.util.Optional;

/**
 * A share on its way to the next node. Sent again it is the same to the byte, or its pads would be used twice.
 *
 * @param sofar  what the share rests on that came before this hop; nothing on the first one
 * @param sealed the share, under pads of this hop
 */
public record RelayMessage(Share share, Optional<KeyProvenance.Quantum> sofar, Sealed sealed) {

    CanonicalForm saidOfIt() {
        return saidOf(share, sofar);
    }

    /** What the tag is over besides the share's bits. */
    public static CanonicalForm saidOf(Share share, Optional<KeyProvenance.Quantum> sofar) {
        CanonicalForm form = share.canonical("kronborg/relay/1").flag(sofar.isPresent());
        sofar.ifPresent(rest -> rest.in(form));
        return form;
    }
}
