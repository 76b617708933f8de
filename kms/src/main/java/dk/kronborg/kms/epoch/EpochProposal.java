package dk.kronborg.kms.epoch;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.CanonicalForm;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.epoch.EpochFault.Reason;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What the from end of a pool sends to begin an epoch. It may come from anybody and hold anything.
 *
 * @param pool                 whose epoch it is; the from end speaks
 * @param initiatorIncarnation of the from end's store
 * @param responderIncarnation of the to end's store, as the from end knows it
 * @param parent               the epoch that this one follows, if any: its chain goes into the secret
 * @param suites               names of all that the from end enables
 * @param suite                name of the one that it has chosen
 * @param nonce                32 random bytes
 * @param encapsulationKey     fresh, of ML-KEM, as SubjectPublicKeyInfo
 * @param exchangeKey          fresh, of the curve, as SubjectPublicKeyInfo
 * @param blocks               how many blocks it would like, 0 to 64
 * @param blockLength          of each, bytes
 * @param identityKey          that signs, as SubjectPublicKeyInfo
 * @param signature            over all before
 */
@SuppressWarnings("ArrayRecordComponent") // A message, compared by nobody.
public record EpochProposal(
        PoolId pool,
        UUID initiatorIncarnation,
        UUID responderIncarnation,
        Optional<UUID> parent,
        List<String> suites,
        String suite,
        byte[] nonce,
        byte[] encapsulationKey,
        byte[] exchangeKey,
        int blocks,
        int blockLength,
        byte[] identityKey,
        byte[] signature) {

    /** Most blocks of one epoch. */
    public static final int MOST_BLOCKS = 64;

    static final int NONCE = 32;

    public EpochProposal {
        suites = List.copyOf(suites);
    }

    /** The same, signed by that key. */
    EpochProposal signedBy(IdentityKey key) {
        return new EpochProposal(
                pool,
                initiatorIncarnation,
                responderIncarnation,
                parent,
                suites,
                suite,
                nonce,
                encapsulationKey,
                exchangeKey,
                blocks,
                blockLength,
                identityKey,
                key.sign(signed()));
    }

    /** What the signature is over. */
    byte[] signed() {
        return form().bytes();
    }

    private CanonicalForm form() {
        CanonicalForm form = new CanonicalForm("kronborg/epoch-proposal/1")
                .text(pool.from().value())
                .text(pool.to().value())
                .uuid(initiatorIncarnation)
                .uuid(responderIncarnation)
                .flag(parent.isPresent());
        parent.ifPresent(form::uuid);
        form.integer(suites.size());
        suites.forEach(form::text);
        return form.text(suite)
                .octets(nonce)
                .octets(encapsulationKey)
                .octets(exchangeKey)
                .integer(blocks)
                .integer(blockLength)
                .octets(identityKey);
    }

    /** The one canonical form of all of it. */
    byte[] canonical() {
        return form().octets(signature).bytes();
    }

    /** SHA-384 of the canonical form, by which answers name it and the responder knows it again. */
    public byte[] digest() {
        return Hkdf.sha384(canonical());
    }

    /**
     * Looks at what does not depend on the suite.
     *
     * @throws EpochFault if a value is outside its range
     */
    void check() {
        EnabledSuites.check(suites);
        EpochFault.unlessLong("a nonce", nonce, NONCE);
        if (blocks < 0 || blocks > MOST_BLOCKS || !BlockLayout.fits(blockLength)) {
            throw new EpochFault(
                    Reason.BLOCKS,
                    "an epoch brings 0 to " + MOST_BLOCKS + " blocks of " + BlockLayout.MIN_LENGTH + " to "
                            + BlockLayout.MAX_LENGTH + " bytes, a multiple of 8, got " + blocks + " of " + blockLength);
        }
    }
}
