package dk.kronborg.kms.epoch;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.epoch.EpochFault.Reason;
import dk.kronborg.kms.secret.SecretBytes;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/**
 * The to end of epochs. It keeps nothing itself. Whoever uses it commits an accepted epoch, its chain and the proposal's
 * digest before the acceptance leaves. Safe for use by several threads.
 */
public final class EpochResponder {

    private static final byte[] NOTHING_YET = {};

    private final EpochEnd self;
    private final Clock clock;
    private final SecureRandom random;

    public EpochResponder(EpochEnd self, Clock clock, SecureRandom random) {
        this.self = self;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Answers a proposal. Whatever it holds, there is an answer.
     *
     * @param peer       who the connection is with
     * @param known      what this end remembers of the epochs from that peer
     * @param mostBlocks that may come of it
     */
    public EpochAnswer answer(EpochPeer peer, EpochProposal proposal, KnownEpochs known, int mostBlocks) {
        try {
            return accept(checked(peer, proposal, known), proposal, known, mostBlocks);
        } catch (EpochFault fault) {
            return new EpochAnswer.Refused(refuse(proposal, fault), fault);
        }
    }

    /** The signature first: nothing else of the proposal means anything before. */
    private Suite checked(EpochPeer peer, EpochProposal proposal, KnownEpochs known) {
        PoolId expected = new PoolId(peer.kme(), self.kme());
        if (!proposal.pool().equals(expected)) {
            throw new EpochFault(Reason.OTHER_PAIR, "expected a proposal of " + expected + ", got " + proposal.pool());
        }
        IdentityAlgorithm signedWith =
                peer.authenticate(proposal.identityKey(), proposal.signed(), proposal.signature());
        proposal.check();
        Suite suite = self.suites()
                .best(proposal.suites())
                .filter(best -> best.name().equals(proposal.suite()))
                .orElseThrow(() -> new EpochFault(
                        Reason.SUITE,
                        "the suite chosen is not the best of those that both enable; " + self.kme() + " enables "
                                + self.suites().names()));
        suite.checkSignedWith(signedWith);
        if (!proposal.initiatorIncarnation().equals(peer.incarnation())
                || !proposal.responderIncarnation().equals(self.incarnation())) {
            throw new EpochFault(Reason.INCARNATION, "the key store of one end has begun anew since");
        }
        if (known.wasAccepted(proposal.digest())) {
            throw new EpochFault(Reason.REPLAY, "this proposal was accepted before");
        }
        return suite;
    }

    private EpochAnswer accept(Suite suite, EpochProposal proposal, KnownEpochs known, int mostBlocks) {
        Optional<SecretBytes> chain = chain(proposal, known);
        try {
            return accept(suite, proposal, chain, Math.clamp(mostBlocks, 0, proposal.blocks()));
        } finally {
            chain.ifPresent(SecretBytes::close);
        }
    }

    private static Optional<SecretBytes> chain(EpochProposal proposal, KnownEpochs known) {
        if (proposal.parent().isEmpty()) {
            if (!known.mayBeginAnew()) {
                throw new EpochFault(Reason.NO_PARENT, "there is an epoch that this one could follow");
            }
            return Optional.empty();
        }
        UUID parent = proposal.parent().get();
        return Optional.of(known.chain(parent)
                .orElseThrow(
                        () -> new EpochFault(Reason.UNKNOWN_PARENT, "there is no epoch " + parent + " to follow")));
    }

    private EpochAnswer accept(Suite suite, EpochProposal proposal, Optional<SecretBytes> chain, int blocks) {
        KeyPair own = suite.exchange().generate(random);
        KeyEncapsulation.Encapsulated encapsulated =
                suite.encapsulation().encapsulate(proposal.encapsulationKey(), random);
        try (SecretBytes lattice = encapsulated.secret();
                SecretBytes curve = suite.exchange().agree(own.getPrivate(), proposal.exchangeKey())) {
            IdentityKey identity = self.identity(suite);
            EpochAcceptance bare = new EpochAcceptance(
                    EpochSecrets.version4(random(16)),
                    clock.instant(),
                    self.incarnation(),
                    self.suites().names(),
                    suite.name(),
                    random(EpochProposal.NONCE),
                    encapsulated.ciphertext(),
                    own.getPublic().getEncoded(),
                    blocks,
                    identity.publicKey(),
                    NOTHING_YET,
                    NOTHING_YET);
            try (SecretBytes secret = EpochAgreement.secret(proposal, bare, suite, chain, lattice, curve)) {
                EpochAcceptance acceptance = bare.with(EpochAgreement.confirmation(proposal, bare, secret))
                        .signedBy(identity, proposal.digest());
                return new EpochAnswer.Accepted(acceptance, EpochSecrets.of(bare.epoch(), secret));
            }
        }
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A refusal, signed with what an acceptance would have been signed with, as far as there is such a key. */
    public EpochRefusal refuse(EpochProposal proposal, EpochFault fault) {
        Suite suite = self.suites().suites().stream()
                .filter(enabled -> enabled.name().equals(proposal.suite()))
                .findFirst()
                .orElse(self.suites().suites().getFirst());
        IdentityKey identity = self.identity(suite);
        String detail = String.valueOf(fault.getMessage());
        return new EpochRefusal(
                        fault.reason(),
                        detail.substring(0, Math.min(detail.length(), EpochRefusal.LONGEST_DETAIL)),
                        self.suites().names(),
                        identity.publicKey(),
                        NOTHING_YET)
                .signedBy(identity, proposal.digest());
    }
}
