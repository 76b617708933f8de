package dk.kronborg.kms.epoch;

import dk.kronborg.kms.block.CanonicalForm;
import java.util.List;

/**
 * The to end's answer by which no epoch begins. It may come from anybody and hold anything.
 *
 * @param reason      why
 * @param detail      the same in words, at most 300 characters
 * @param suites      names of all that the to end enables
 * @param identityKey that signs, as SubjectPublicKeyInfo
 * @param signature   over the proposal's digest and all before
 */
@SuppressWarnings("ArrayRecordComponent") // A message, compared by nobody.
public record EpochRefusal(
        EpochFault.Reason reason, String detail, List<String> suites, byte[] identityKey, byte[] signature) {

    static final int LONGEST_DETAIL = 300;

    public EpochRefusal {
        suites = List.copyOf(suites);
    }

    /** The same, signed by that key as an answer to the proposal of that digest. */
    EpochRefusal signedBy(IdentityKey key, byte[] proposal) {
        return new EpochRefusal(reason, detail, suites, identityKey, key.sign(signed(proposal)));
    }

    /** What the signature is over. */
    byte[] signed(byte[] proposal) {
        CanonicalForm form = new CanonicalForm("kronborg/epoch-refusal/1")
                .octets(proposal)
                .text(reason.name())
                .text(detail)
                .integer(suites.size());
        suites.forEach(form::text);
        return form.octets(identityKey).bytes();
    }
}
