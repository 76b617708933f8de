package dk.kronborg.kms.epoch;

import dk.kronborg.kms.block.CanonicalForm;
import dk.kronborg.kms.secret.SecretBytes;
import java.util.Optional;

/** The secret of an epoch, as both ends compute it once they have the same messages and secrets. */
final class EpochAgreement {

    private static final String CONFIRMATION = "kronborg/epoch-confirmation/1";

    private EpochAgreement() {}

    /** The secret, to be closed by the caller. */
    static SecretBytes secret(
            EpochProposal proposal,
            EpochAcceptance acceptance,
            Suite suite,
            Optional<SecretBytes> chain,
            SecretBytes encapsulated,
            SecretBytes exchanged) {
        KeyContext context = new KeyContext(
                KeyContext.Purpose.EPOCH,
                chain.isPresent() ? suite.withChain() : suite.name(),
                acceptance.epoch(),
                proposal.pool().from().value(),
                proposal.pool().to().value(),
                acceptance.transcript(proposal.digest()));
        return Combiner.combine(chain, Optional.of(encapsulated), Optional.of(exchanged), context, EpochSecrets.LENGTH);
    }

    /** What shows that the to end has that secret. */
    static byte[] confirmation(EpochProposal proposal, EpochAcceptance acceptance, SecretBytes secret) {
        try (SecretBytes key = EpochSecrets.confirmationKey(secret)) {
            return Hkdf.mac(
                    key,
                    new CanonicalForm(CONFIRMATION)
                            .octets(acceptance.transcript(proposal.digest()))
                            .bytes());
        }
    }
}
