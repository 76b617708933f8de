package dk.kronborg.kms.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.epoch.Ends.Remembered;
import dk.kronborg.kms.epoch.EpochFault.Reason;
import dk.kronborg.kms.secret.SecretBytes;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two ends that mean well. */
class EpochTest {

    static Stream<Suite> suites() {
        return Suite.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("suites")
    void bothEndsHaveTheSame(Suite suite) {
        EnabledSuites only = Ends.only(suite);
        try (EpochInitiator initiator = Ends.proposing(only, Optional.empty())) {
            EpochAnswer.Accepted answer = Ends.accepted(only, initiator.proposal(), new Remembered());
            EpochAcceptance acceptance = answer.acceptance();
            try (EpochSecrets there = answer.secrets();
                    EpochSecrets here = initiator.accept(acceptance, Optional.empty())) {
                assertThat(acceptance.suite()).isEqualTo(suite.name());
                assertThat(acceptance.blocks()).isEqualTo(4);
                assertThat(here.epoch()).isEqualTo(there.epoch()).isEqualTo(acceptance.epoch());
                assertThat(here.epoch().version()).isEqualTo(4);
                assertThat(everything(here)).isEqualTo(everything(there));
            }
        }
    }

    private static List<String> everything(EpochSecrets secrets) {
        List<String> all = new ArrayList<>();
        try (SecretBytes chain = secrets.chain();
                SecretBytes root = secrets.hybridRoot()) {
            all.add(Secrets.hex(chain));
            all.add(Secrets.hex(root));
        }
        for (int i = 0; i < 4; i++) {
            all.add(secrets.blockId(i).toString());
            all.add(Secrets.hex(secrets.block(i, Ends.BLOCK)));
        }
        return all;
    }

    @Test
    void messagesHaveTheLengthsOfTheirSuite() {
        for (Suite suite : Suite.ALL) {
            EpochProposal proposal =
                    Ends.proposing(Ends.only(suite), Optional.empty()).proposal();
            EpochAcceptance acceptance =
                    Ends.accepted(Ends.only(suite), proposal, new Remembered()).acceptance();

            assertThat(proposal.encapsulationKey())
                    .hasSize(suite.encapsulation().keyLength());
            assertThat(proposal.exchangeKey()).hasSize(suite.exchange().keyLength());
            assertThat(proposal.identityKey()).hasSize(suite.identity().keyLength());
            assertThat(proposal.signature()).hasSize(suite.identity().signatureLength());
            assertThat(acceptance.ciphertext()).hasSize(suite.encapsulation().ciphertextLength());
            assertThat(acceptance.confirmation()).hasSize(48);
        }
    }

    @Test
    void noTwoEpochsHaveAnythingInCommon() {
        Set<String> all = new HashSet<>();
        EpochProposal proposal = Ends.proposing(Ends.ALL, Optional.empty()).proposal();
        for (int i = 0; i < 3; i++) {
            // A proposal that is answered twice has two epochs, of which its maker takes one.
            all.addAll(everything(
                    Ends.accepted(Ends.ALL, proposal, new Remembered()).secrets()));
        }

        assertThat(all).hasSize(3 * 10);
    }

    @ParameterizedTest
    @MethodSource("suites")
    void anEpochFollowsAnother(Suite suite) {
        EnabledSuites only = Ends.only(suite);
        Remembered there = new Remembered();
        Optional<UUID> parent = Optional.empty();
        Optional<SecretBytes> chain = Optional.empty();
        for (int i = 0; i < 4; i++) {
            try (EpochInitiator initiator = Ends.proposing(only, parent)) {
                EpochAnswer.Accepted answer = Ends.accepted(only, initiator.proposal(), there);
                EpochSecrets here = initiator.accept(answer.acceptance(), chain);
                there.remember(initiator.proposal(), answer.secrets());
                parent = Optional.of(here.epoch());
                chain = Optional.of(here.chain());
                assertThat(everything(here)).isEqualTo(everything(answer.secrets()));
            }
        }

        assertThat(there.chains).hasSize(4);
    }

    /** Who has all of this exchange, its private keys included, but not what was agreed before, has nothing. */
    @Test
    void withoutTheChainTheExchangeIsOfNoUse() {
        Remembered there = new Remembered();
        UUID parent = new UUID(1, 2);
        there.chains.put(parent, Secrets.seeded(1, 48));

        EpochInitiator right = Ends.proposing(Ends.ALL, Optional.of(parent));
        EpochInitiator wrong = Ends.proposing(Ends.ALL, Optional.of(parent));
        EpochAcceptance toRight =
                Ends.accepted(Ends.ALL, right.proposal(), there).acceptance();
        EpochAcceptance toWrong =
                Ends.accepted(Ends.ALL, wrong.proposal(), there).acceptance();

        right.accept(toRight, Optional.of(Secrets.seeded(1, 48))).close();
        assertFault(Reason.CONFIRMATION, true, () -> wrong.accept(toWrong, Optional.of(Secrets.seeded(2, 48))));
    }

    /** And who has the chain, but lacks one of the two secrets of the exchange, has nothing either. */
    @Test
    void withoutEitherSecretTheChainIsOfNoUse() {
        Set<String> secrets = new HashSet<>();
        EpochProposal proposal = Ends.proposing(Ends.ALL, Optional.empty()).proposal();
        EpochAcceptance acceptance =
                Ends.accepted(Ends.ALL, proposal, new Remembered()).acceptance();
        for (Optional<SecretBytes> chain : List.of(
                Optional.<SecretBytes>empty(),
                Optional.of(Secrets.seeded(1, 48)),
                Optional.of(Secrets.seeded(2, 48)))) {
            for (int lattice = 3; lattice < 5; lattice++) {
                for (int curve = 5; curve < 7; curve++) {
                    secrets.add(Secrets.hex(EpochAgreement.secret(
                            proposal,
                            acceptance,
                            Suite.MLKEM1024_P384,
                            chain,
                            Secrets.seeded(lattice, 32),
                            Secrets.seeded(curve, 48))));
                }
            }
        }

        assertThat(secrets).hasSize(3 * 2 * 2);
    }

    @Test
    void closesTheChainThatItIsGiven() {
        UUID parent = new UUID(1, 2);
        SecretBytes chain = Secrets.seeded(1, 48);
        KnownEpochs known = new KnownEpochs() {
            @Override
            public Optional<SecretBytes> chain(UUID epoch) {
                return Optional.of(chain);
            }

            @Override
            public boolean mayBeginAnew() {
                return false;
            }

            @Override
            public boolean wasAccepted(byte[] proposal) {
                return false;
            }
        };

        Ends.accepted(Ends.ALL, Ends.proposing(Ends.ALL, Optional.of(parent)).proposal(), known);

        assertThatThrownBy(chain::exposed).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aProposalServesForOneAnswer() {
        EpochInitiator initiator = Ends.proposing(Ends.ALL, Optional.empty());
        EpochAnswer.Accepted answer = Ends.accepted(Ends.ALL, initiator.proposal(), new Remembered());
        initiator.accept(answer.acceptance(), Optional.empty()).close();

        assertThatThrownBy(() -> initiator.accept(answer.acceptance(), Optional.empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has had its answer");
    }

    @Test
    void aProposalServesForOneAnswerEvenIfItWasABadOne() {
        EpochInitiator initiator = Ends.proposing(Ends.ALL, Optional.empty());
        EpochAcceptance good =
                Ends.accepted(Ends.ALL, initiator.proposal(), new Remembered()).acceptance();
        EpochAcceptance bad = Tampering.with(good, "signature", new byte[4627]);

        assertFault(Reason.SIGNATURE, true, () -> initiator.accept(bad, Optional.empty()));
        assertThatThrownBy(() -> initiator.accept(good, Optional.empty())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aClosedProposalIsOfNoUse() {
        EpochInitiator initiator = Ends.proposing(Ends.ALL, Optional.empty());
        EpochAcceptance good =
                Ends.accepted(Ends.ALL, initiator.proposal(), new Remembered()).acceptance();
        initiator.close();

        assertThatThrownBy(() -> initiator.accept(good, Optional.empty())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theChainIsThatOfTheParent() {
        EpochInitiator initiator = Ends.proposing(Ends.ALL, Optional.empty());
        EpochAcceptance good =
                Ends.accepted(Ends.ALL, initiator.proposal(), new Remembered()).acceptance();

        assertThatThrownBy(() -> initiator.accept(good, Optional.of(Secrets.seeded(1, 48))))
                .isInstanceOf(IllegalArgumentException.class);
        initiator.accept(good, Optional.empty()).close();
    }

    @Test
    void bringsAsManyBlocksAsBothEndsWant() {
        for (int most : new int[] {-1, 0, 3, 4, 64}) {
            EpochInitiator initiator = Ends.proposing(Ends.ALL, Optional.empty());
            EpochAnswer answer = new EpochResponder(Ends.mod(Ends.ALL), Clock.systemUTC(), Ends.RANDOM)
                    .answer(Ends.mfaAsPeer(), initiator.proposal(), new Remembered(), most);

            assertThat(answer)
                    .isInstanceOfSatisfying(
                            EpochAnswer.Accepted.class,
                            accepted ->
                                    assertThat(accepted.acceptance().blocks()).isEqualTo(Math.clamp(most, 0, 4)));
        }
        assertThatThrownBy(() -> new EpochWish(Optional.empty(), 65, Ends.BLOCK))
                .hasMessageContaining("0 to 64");
        assertThatThrownBy(() -> new EpochWish(Optional.empty(), 1, 100)).hasMessageContaining("1120 to 8288");
    }

    @Test
    void settlesOnTheBestThatBothHave() {
        EnabledSuites fast = Ends.only(Suite.MLKEM768_X25519);

        assertThat(settled(Ends.ALL, Ends.ALL)).containsExactly("mlkem1024+ecdh-p384/1");
        assertThat(settled(fast, Ends.ALL)).containsExactly("mlkem768+x25519/1");
        assertThat(settled(Ends.ALL, fast)).containsExactly("mlkem1024+ecdh-p384/1", "mlkem768+x25519/1");
        assertThatThrownBy(() -> settled(Ends.only(Suite.MLKEM1024_P384), fast))
                .isInstanceOfSatisfying(
                        EpochFault.class, fault -> assertThat(fault.reason()).isEqualTo(Reason.SUITE))
                .hasMessageContaining("no suite is enabled at both ends");
    }

    /** What an end has believed about the other does not bind it: a suite that was enabled since is taken. */
    @Test
    void anOldBeliefDoesNotKeepASuiteDown() {
        EpochInitiator initiator = new EpochInitiator(
                Ends.mfa(Ends.ALL),
                Ends.modAsPeer(),
                Ends.wish(Optional.empty()),
                Optional.of(List.of("mlkem768+x25519/1")),
                Ends.RANDOM);

        EpochAnswer.Refused refused = Ends.refused(Ends.ALL, initiator.proposal(), new Remembered());

        assertThat(initiator.proposal().suite()).isEqualTo("mlkem768+x25519/1");
        assertThat(refused.refusal().reason()).isEqualTo(Reason.SUITE);
        initiator.refused(refused.refusal());
        assertThat(refused.refusal().suites()).contains("mlkem1024+ecdh-p384/1");
    }

    /** The suites tried, the last of them with success. */
    private static List<String> settled(EnabledSuites here, EnabledSuites there) {
        List<String> tried = new ArrayList<>();
        Optional<List<String>> theirs = Optional.empty();
        while (tried.size() < 3) {
            EpochInitiator initiator = new EpochInitiator(
                    Ends.mfa(here), Ends.modAsPeer(), Ends.wish(Optional.empty()), theirs, Ends.RANDOM);
            tried.add(initiator.proposal().suite());
            switch (Ends.answer(there, initiator.proposal(), new Remembered())) {
                case EpochAnswer.Accepted accepted -> {
                    initiator.accept(accepted.acceptance(), Optional.empty()).close();
                    return tried;
                }
                case EpochAnswer.Refused(var refusal, var fault) -> {
                    assertThat(fault.isSuspicious()).isFalse();
                    initiator.refused(refusal);
                    theirs = Optional.of(refusal.suites());
                }
            }
        }
        throw new AssertionError("never settled: " + tried);
    }

    /** Pins messages and secret, as another implementation has them: both ends may run different versions. */
    @Test
    void hasNotChanged() {
        EpochProposal proposal = new EpochProposal(
                new PoolId(Ends.MFA, Ends.MOD),
                Ends.MFA_INCARNATION,
                Ends.MOD_INCARNATION,
                Optional.of(new UUID(1, 2)),
                Ends.ALL.names(),
                "mlkem1024+ecdh-p384/1",
                new byte[] {1},
                new byte[] {2, 2},
                new byte[] {3, 3, 3},
                4,
                1120,
                new byte[] {5},
                new byte[] {6});
        EpochAcceptance acceptance = new EpochAcceptance(
                new UUID(3, 4),
                Instant.ofEpochMilli(5),
                Ends.MOD_INCARNATION,
                Ends.ALL.names(),
                "mlkem1024+ecdh-p384/1",
                new byte[] {7},
                new byte[] {8, 8},
                new byte[] {9, 9, 9},
                3,
                new byte[] {10},
                new byte[] {11},
                new byte[] {12});
        EpochRefusal refusal =
                new EpochRefusal(Reason.SUITE, "detail", Ends.ALL.names(), new byte[] {13}, new byte[] {14});
        SecretBytes secret = EpochAgreement.secret(
                proposal,
                acceptance,
                Suite.MLKEM1024_P384,
                Optional.of(Secrets.counted(0, 48)),
                Secrets.counted(0x30, 32),
                Secrets.counted(0x50, 48));

        assertThat(HexFormat.of().formatHex(proposal.digest()))
                .isEqualTo(
                        "4be744ee5193c9421de35b213c418166cb004379cc6d9f842b954a4ebf26845862956eb13aba2ae2cf9908f7a68fe07b");
        assertThat(HexFormat.of().formatHex(Hkdf.sha384(acceptance.signed(proposal.digest()))))
                .isEqualTo(
                        "a25bbfab4241e41c24cd03ca617fd6d5f93954137b0f8e3db72a9ca58ce186c61ec30b2c51ab407816cbab9a708c4455");
        assertThat(HexFormat.of().formatHex(Hkdf.sha384(refusal.signed(proposal.digest()))))
                .isEqualTo(
                        "aa72caa2f8452a0580097eefd5b53e769922f4cc8f9c4d527d0cc6165e3282b06cb7c420fe95d3823e4c07708d9ec351");
        assertThat(Secrets.hex(secret))
                .isEqualTo(
                        "13d9a4f400a53920f3b5fe7fb220ac6f984fdfb35e375676ab76ba3c678081a39d82f04173b9ea926973cd2eef6c51e4");
        assertThat(HexFormat.of().formatHex(EpochAgreement.confirmation(proposal, acceptance, secret)))
                .isEqualTo(
                        "1e5f3ceb4e2b7184d7683787207c9798a775f48a45fbed3a1ff452778a7885814e2204dc9c7d93ba581f295db5af6011");
    }

    @Test
    void aKmeHasAnIdentityForEverySuite() {
        List<IdentityKey> one = List.of(Ends.MFA_KEYS.getFirst());

        assertThatThrownBy(() -> new EpochEnd(Ends.MFA, Ends.MFA_INCARNATION, Ends.ALL, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("mlkem768+x25519/1", "ML-DSA-65", "KME-MFA");
    }

    static void assertFault(Reason reason, boolean suspicious, Runnable action) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(EpochFault.class, fault -> {
            assertThat(fault.reason()).isEqualTo(reason);
            assertThat(fault.isSuspicious()).isEqualTo(suspicious);
        });
    }
}
