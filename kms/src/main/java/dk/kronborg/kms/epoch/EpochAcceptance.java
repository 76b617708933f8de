package dk.kronborg.kms.epoch;

import dk.kronborg.kms.block.CanonicalForm;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * The to end's answer by which an epoch begins. It may come from anybody and hold anything.
 *
 * @param epoch                its name, chosen by the to end at random
 * @param agreedAt             by the to end's clock, whole milliseconds
 * @param responderIncarnation of the to end's store
 * @param suites               names of all that the to end enables
 * @param suite                name of the one that both use
 * @param nonce                32 random bytes
 * @param ciphertext           of ML-KEM, for the proposal's key
 * @param exchangeKey          fresh, of the curve, as SubjectPublicKeyInfo
 * @param blocks               how many blocks there are, at most as many as were wanted
 * @param identityKey          that signs, as SubjectPublicKeyInfo
 * @param confirmation         shows that the to end has the secret: HMAC-SHA-384 over the proposal's digest and all
 *                             before
 * @param signature            over the proposal's digest and all before
 */
@SuppressWarnings("ArrayRecordComponent") // A message, compared by nobody.
public record EpochAcceptance(
        UUID epoch,
        Instant agreedAt,
        UUID responderIncarnation,
        List<String> suites,
        String suite,
        byte[] nonce,
        byte[] ciphertext,
        byte[] exchangeKey,
        int blocks,
        byte[] identityKey,
        byte[] confirmation,
        byte[] signature) {

    public EpochAcceptance {
        suites = List.copyOf(suites);
        agreedAt = agreedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    private EpochAcceptance with(byte[] newConfirmation, byte[] newSignature) {
        return new EpochAcceptance(
                epoch,
                agreedAt,
                responderIncarnation,
                suites,
                suite,
                nonce,
                ciphertext,
                exchangeKey,
                blocks,
                identityKey,
                newConfirmation,
                newSignature);
    }

    /** The same, with this confirmation. */
    EpochAcceptance with(byte[] newConfirmation) {
        return with(newConfirmation, signature);
    }

    /** The same, signed by that key as an answer to the proposal of that digest. */
    EpochAcceptance signedBy(IdentityKey key, byte[] proposal) {
        return with(confirmation, key.sign(signed(proposal)));
    }

    private CanonicalForm form(byte[] proposal) {
        CanonicalForm form = new CanonicalForm("kronborg/epoch-acceptance/1")
                .octets(proposal)
                .uuid(epoch)
                .number(agreedAt.toEpochMilli())
                .uuid(responderIncarnation)
                .integer(suites.size());
        suites.forEach(form::text);
        return form.text(suite)
                .octets(nonce)
                .octets(ciphertext)
                .octets(exchangeKey)
                .integer(blocks)
                .octets(identityKey);
    }

    /** All that both ends have said, which the secret of the epoch depends on: all but confirmation and signature. */
    byte[] transcript(byte[] proposal) {
        return form(proposal).bytes();
    }

    /** What the signature is over. */
    byte[] signed(byte[] proposal) {
        return form(proposal).octets(confirmation).bytes();
    }
}
