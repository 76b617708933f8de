package dk.kronborg.kms.epoch;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.epoch.EpochFault.Reason;
import dk.kronborg.kms.secret.SecretBytes;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The from end of one epoch: a proposal and the private keys to it, which serve for one answer and are let go of with it,
 * whatever the answer is. Java's keys cannot be overwritten; they are left to the garbage collector. Of one thread.
 */
public final class EpochInitiator implements AutoCloseable {

    private static final byte[] NOTHING_YET = {};

    private final EpochEnd self;
    private final EpochPeer peer;
    private final Suite suite;
    private final EpochProposal proposal;
    private @Nullable Ephemerals ephemerals;

    private record Ephemerals(PrivateKey encapsulation, PrivateKey exchange) {

        @Override
        public String toString() {
            return "Ephemerals";
        }
    }

    /**
     * Makes a proposal.
     *
     * @param theirs what the peer enables, as its last answer said; if it never did, the best of this end's own is tried
     * @throws EpochFault if no suite is enabled at both ends
     */
    public EpochInitiator(
            EpochEnd self, EpochPeer peer, EpochWish wish, Optional<List<String>> theirs, SecureRandom random) {
        this.self = self;
        this.peer = peer;
        suite = self.suites()
                .best(theirs.orElse(self.suites().names()))
                .orElseThrow(() -> new EpochFault(
                        Reason.SUITE,
                        "no suite is enabled at both ends: " + self.kme() + " has "
                                + self.suites().names() + ", " + peer.kme() + " others"));
        KeyPair encapsulation = suite.encapsulation().generate(random);
        KeyPair exchange = suite.exchange().generate(random);
        ephemerals = new Ephemerals(encapsulation.getPrivate(), exchange.getPrivate());
        byte[] nonce = new byte[EpochProposal.NONCE];
        random.nextBytes(nonce);
        IdentityKey identity = self.identity(suite);
        proposal = new EpochProposal(
                        new PoolId(self.kme(), peer.kme()),
                        self.incarnation(),
                        peer.incarnation(),
                        wish.parent(),
                        self.suites().names(),
                        suite.name(),
                        nonce,
                        encapsulation.getPublic().getEncoded(),
                        exchange.getPublic().getEncoded(),
                        wish.blocks(),
                        wish.blockLength(),
                        identity.publicKey(),
                        NOTHING_YET)
                .signedBy(identity);
    }

    /** What is to be sent to the peer. */
    public EpochProposal proposal() {
        return proposal;
    }

    /**
     * Takes the peer's acceptance: from now on the epoch is that of both ends.
     *
     * @param parentChain of the epoch that this one follows, if it follows one; remains the caller's
     * @return what follows from the epoch, to be closed by the caller
     * @throws EpochFault               if it is not the peer's answer to this proposal, or not as agreed: there is no epoch
     * @throws IllegalArgumentException if there is a chain and no parent, or the reverse
     * @throws IllegalStateException    if there was an answer before, or this is closed
     */
    public EpochSecrets accept(EpochAcceptance acceptance, Optional<SecretBytes> parentChain) {
        if (parentChain.isPresent() != proposal.parent().isPresent()) {
            throw new IllegalArgumentException("the chain is that of the parent: there are both or none");
        }
        Ephemerals own = letGo();
        check(acceptance);
        try (SecretBytes lattice = suite.encapsulation().decapsulate(own.encapsulation(), acceptance.ciphertext());
                SecretBytes curve = suite.exchange().agree(own.exchange(), acceptance.exchangeKey());
                SecretBytes secret = EpochAgreement.secret(proposal, acceptance, suite, parentChain, lattice, curve)) {
            if (!MessageDigest.isEqual(
                    EpochAgreement.confirmation(proposal, acceptance, secret), acceptance.confirmation())) {
                throw new EpochFault(Reason.CONFIRMATION, peer.kme() + " has another secret");
            }
            return EpochSecrets.of(acceptance.epoch(), secret);
        }
    }

    private void check(EpochAcceptance acceptance) {
        suite.checkSignedWith(peer.authenticate(
                acceptance.identityKey(), acceptance.signed(proposal.digest()), acceptance.signature()));
        EnabledSuites.check(acceptance.suites());
        if (!acceptance.suite().equals(suite.name())) {
            throw new EpochFault(Reason.DOWNGRADE, "the answer is of another suite than " + suite);
        }
        if (!isBest(acceptance.suites())) {
            throw new EpochFault(
                    Reason.DOWNGRADE,
                    suite + " is not the best of those that both enable; " + peer.kme() + " enables "
                            + acceptance.suites());
        }
        if (!acceptance.responderIncarnation().equals(proposal.responderIncarnation())) {
            throw new EpochFault(Reason.INCARNATION, "the key store of " + peer.kme() + " has begun anew since");
        }
        EpochFault.unlessLong("a nonce", acceptance.nonce(), EpochProposal.NONCE);
        if (acceptance.blocks() < 0 || acceptance.blocks() > proposal.blocks()) {
            throw new EpochFault(Reason.BLOCKS, proposal.blocks() + " blocks were wanted, got " + acceptance.blocks());
        }
    }

    private boolean isBest(List<String> theirs) {
        return self.suites().best(theirs).filter(suite::equals).isPresent();
    }

    /**
     * Takes the peer's refusal, which is then known to be its answer to this proposal. After one for the suite, the next
     * proposal is made with what it says the peer enables.
     *
     * @throws EpochFault            if it is not the peer's answer, or contradicts itself
     * @throws IllegalStateException if there was an answer before, or this is closed
     */
    public void refused(EpochRefusal refusal) {
        letGo();
        peer.authenticate(refusal.identityKey(), refusal.signed(proposal.digest()), refusal.signature());
        EnabledSuites.check(refusal.suites());
        if (refusal.detail().length() > EpochRefusal.LONGEST_DETAIL) {
            throw new EpochFault(
                    Reason.MALFORMED,
                    "a refusal says at most " + EpochRefusal.LONGEST_DETAIL + " characters, got "
                            + refusal.detail().length());
        }
        if (refusal.reason() == Reason.SUITE && isBest(refusal.suites())) {
            throw new EpochFault(
                    Reason.DOWNGRADE,
                    peer.kme() + " refuses " + suite + ", which is the best of those that both enable");
        }
    }

    private Ephemerals letGo() {
        Ephemerals own = ephemerals;
        if (own == null) {
            throw new IllegalStateException("this proposal has had its answer");
        }
        ephemerals = null;
        return own;
    }

    /** Lets go of the private keys. */
    @Override
    public void close() {
        ephemerals = null;
    }

    @Override
    public String toString() {
        return "EpochInitiator[" + proposal.pool() + ", " + suite + ']';
    }
}
