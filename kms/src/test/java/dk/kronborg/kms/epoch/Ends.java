package dk.kronborg.kms.epoch;

import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.topology.identity.KmeId;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Two KMEs with identities, and what they do with each other. */
final class Ends {

    static final SecureRandom RANDOM = new SecureRandom();
    static final KmeId MFA = new KmeId("KME-MFA");
    static final KmeId MOD = new KmeId("KME-MOD");
    static final UUID MFA_INCARNATION = new UUID(0xa, 0xb);
    static final UUID MOD_INCARNATION = new UUID(0xc, 0xd);
    static final List<IdentityKey> MFA_KEYS = identities();
    static final List<IdentityKey> MOD_KEYS = identities();
    static final EnabledSuites ALL = new EnabledSuites(Suite.ALL);
    static final int BLOCK = 1120;

    private Ends() {}

    static KeyPair keyPair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm, PublicKeys.BOUNCY_CASTLE)
                    .generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static IdentityKey identity(IdentityAlgorithm algorithm) {
        KeyPair pair = keyPair(algorithm.jcaName());
        return new IdentityKey(pair.getPrivate(), pair.getPublic(), RANDOM);
    }

    private static List<IdentityKey> identities() {
        return Arrays.stream(IdentityAlgorithm.values()).map(Ends::identity).toList();
    }

    static EnabledSuites only(Suite suite) {
        return new EnabledSuites(List.of(suite));
    }

    static EpochEnd mfa(EnabledSuites suites) {
        return new EpochEnd(MFA, MFA_INCARNATION, suites, MFA_KEYS);
    }

    static EpochEnd mod(EnabledSuites suites) {
        return new EpochEnd(MOD, MOD_INCARNATION, suites, MOD_KEYS);
    }

    static EpochPeer mfaAsPeer() {
        return new EpochPeer(MFA, MFA_INCARNATION, pins(MFA_KEYS));
    }

    static EpochPeer modAsPeer() {
        return new EpochPeer(MOD, MOD_INCARNATION, pins(MOD_KEYS));
    }

    static List<PinnedIdentity> pins(List<IdentityKey> keys) {
        return keys.stream().map(IdentityKey::pin).toList();
    }

    static EpochWish wish(Optional<UUID> parent) {
        return new EpochWish(parent, 4, BLOCK);
    }

    /** A proposal of MFA to MOD. */
    static EpochInitiator proposing(EnabledSuites suites, Optional<UUID> parent) {
        return new EpochInitiator(mfa(suites), modAsPeer(), wish(parent), Optional.empty(), RANDOM);
    }

    /** MOD's answer. */
    static EpochAnswer answer(EnabledSuites suites, EpochProposal proposal, KnownEpochs known) {
        return new EpochResponder(mod(suites), Clock.systemUTC(), RANDOM).answer(mfaAsPeer(), proposal, known, 64);
    }

    static EpochAnswer.Accepted accepted(EnabledSuites suites, EpochProposal proposal, KnownEpochs known) {
        return switch (answer(suites, proposal, known)) {
            case EpochAnswer.Accepted accepted -> accepted;
            case EpochAnswer.Refused(var refusal, var fault) -> throw fault;
        };
    }

    static EpochAnswer.Refused refused(EnabledSuites suites, EpochProposal proposal, KnownEpochs known) {
        return switch (answer(suites, proposal, known)) {
            case EpochAnswer.Refused refused -> refused;
            case EpochAnswer.Accepted accepted -> throw new AssertionError("accepted " + accepted.acceptance());
        };
    }

    /** What a to end remembers, in memory. */
    static final class Remembered implements KnownEpochs {

        final Map<UUID, SecretBytes> chains = new HashMap<>();
        final Set<String> accepted = new HashSet<>();

        @Override
        public Optional<SecretBytes> chain(UUID epoch) {
            return Optional.ofNullable(chains.get(epoch)).map(chain -> chain.slice(0, chain.length()));
        }

        @Override
        public boolean mayBeginAnew() {
            return chains.isEmpty();
        }

        @Override
        public boolean wasAccepted(byte[] proposal) {
            return accepted.contains(HexFormat.of().formatHex(proposal));
        }

        void remember(EpochProposal proposal, EpochSecrets secrets) {
            accepted.add(HexFormat.of().formatHex(proposal.digest()));
            chains.put(secrets.epoch(), secrets.chain());
        }
    }
}
