package dk.kronborg.kms.epoch;

import static dk.kronborg.kms.epoch.EpochTest.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.epoch.Ends.Remembered;
import dk.kronborg.kms.epoch.EpochFault.Reason;
import dk.kronborg.topology.identity.KmeId;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody between the ends, or an end that does not mean well: then its messages are signed. */
class HostileEpochTest {

    private static final UUID PARENT = new UUID(7, 8);

    private static Remembered remembering() {
        Remembered known = new Remembered();
        known.chains.put(PARENT, Secrets.seeded(1, 48));
        return known;
    }

    private static EpochInitiator initiator() {
        return Ends.proposing(Ends.ALL, Optional.of(PARENT));
    }

    private static EpochSecrets accept(EpochInitiator initiator, EpochAcceptance acceptance) {
        return initiator.accept(acceptance, Optional.of(Secrets.seeded(1, 48)));
    }

    private static EpochAcceptance acceptance(EpochInitiator initiator) {
        return Ends.accepted(Ends.ALL, initiator.proposal(), remembering()).acceptance();
    }

    private static void assertRefused(Reason reason, boolean suspicious, EpochProposal proposal) {
        EpochAnswer.Refused refused = Ends.refused(Ends.ALL, proposal, remembering());
        assertThat(refused.fault().reason()).as(refused.fault().getMessage()).isEqualTo(reason);
        assertThat(refused.fault().isSuspicious()).isEqualTo(suspicious);
        assertThat(refused.refusal().reason()).isEqualTo(reason);
    }

    /** MFA's key for the suite of a message. */
    private static IdentityKey mfaKey(String suite) {
        return Ends.mfa(Ends.ALL).identity(Suite.named(suite).orElse(Suite.MLKEM1024_P384));
    }

    private static EpochProposal signed(EpochProposal proposal) {
        return proposal.signedBy(mfaKey(proposal.suite()));
    }

    private static EpochAcceptance signed(EpochAcceptance acceptance, EpochInitiator to) {
        return acceptance.signedBy(
                Ends.mod(Ends.ALL).identity(Suite.MLKEM1024_P384), to.proposal().digest());
    }

    // Changed on the way

    @Property(tries = 150)
    void aProposalIsTakenUnchangedOrNotAtAll(@ForAll @IntRange(min = 0, max = 12) int field, @ForAll long seed) {
        EpochProposal proposal = initiator().proposal();
        assertThat(Tampering.components(proposal)).isEqualTo(13);

        EpochProposal changed = Tampering.changed(proposal, field, new Random(seed));

        EpochFault fault = Ends.refused(Ends.ALL, changed, remembering()).fault();
        assertThat(fault.isSuspicious())
                .as("%s: %s", Tampering.component(proposal, field), fault.reason())
                .isTrue();
    }

    @Property(tries = 150)
    void anAcceptanceIsTakenUnchangedOrNotAtAll(@ForAll @IntRange(min = 0, max = 11) int field, @ForAll long seed) {
        EpochInitiator initiator = initiator();
        EpochAcceptance acceptance = acceptance(initiator);
        assertThat(Tampering.components(acceptance)).isEqualTo(12);

        EpochAcceptance changed = Tampering.changed(acceptance, field, new Random(seed));

        assertFault(
                Tampering.component(acceptance, field).equals("identityKey") ? Reason.IDENTITY : Reason.SIGNATURE,
                true,
                () -> accept(initiator, changed));
    }

    @Property(tries = 50)
    void aRefusalIsTakenUnchangedOrNotAtAll(@ForAll @IntRange(min = 0, max = 4) int field, @ForAll long seed) {
        EpochInitiator initiator = Ends.proposing(Ends.ALL, Optional.of(new UUID(9, 9)));
        EpochRefusal refusal =
                Ends.refused(Ends.ALL, initiator.proposal(), remembering()).refusal();
        assertThat(refusal.reason()).isEqualTo(Reason.UNKNOWN_PARENT);
        assertThat(Tampering.components(refusal)).isEqualTo(5);

        EpochRefusal changed = Tampering.changed(refusal, field, new Random(seed));

        assertFault(
                Tampering.component(refusal, field).equals("identityKey") ? Reason.IDENTITY : Reason.SIGNATURE,
                true,
                () -> initiator.refused(changed));
    }

    /** Every field once, in every run, whatever the generated cases happen to choose. */
    @Test
    void everyFieldOfBothMessagesIsHeld() {
        Random random = new Random(1);
        EpochProposal proposal = initiator().proposal();
        for (int field = 0; field < Tampering.components(proposal); field++) {
            assertThat(Ends.refused(Ends.ALL, Tampering.changed(proposal, field, random), remembering())
                            .fault()
                            .isSuspicious())
                    .as(Tampering.component(proposal, field))
                    .isTrue();
        }
        for (int field = 0; field < 11; field++) {
            EpochInitiator initiator = initiator();
            EpochAcceptance changed = Tampering.changed(acceptance(initiator), field, random);
            assertFault(
                    Tampering.component(changed, field).equals("identityKey") ? Reason.IDENTITY : Reason.SIGNATURE,
                    true,
                    () -> accept(initiator, changed));
        }
    }

    // Sent elsewhere, or again

    @Test
    void ownMessagesComingBackAreNotTaken() {
        EpochProposal own = initiator().proposal();

        EpochAnswer answer = new EpochResponder(Ends.mfa(Ends.ALL), Clock.systemUTC(), Ends.RANDOM)
                .answer(Ends.modAsPeer(), own, remembering(), 64);
        assertThat(answer)
                .isInstanceOfSatisfying(
                        EpochAnswer.Refused.class,
                        refused -> assertThat(refused.fault().reason()).isEqualTo(Reason.OTHER_PAIR));

        // The same as if of the other direction: then it is the signature that is not the other's.
        EpochProposal turned = Tampering.with(own, "pool", new PoolId(Ends.MOD, Ends.MFA));
        EpochAnswer second = new EpochResponder(Ends.mfa(Ends.ALL), Clock.systemUTC(), Ends.RANDOM)
                .answer(Ends.modAsPeer(), turned, remembering(), 64);
        assertThat(second)
                .isInstanceOfSatisfying(
                        EpochAnswer.Refused.class,
                        refused -> assertThat(refused.fault().reason()).isEqualTo(Reason.IDENTITY));
    }

    @Test
    void messagesOfAnotherPairAreNotTaken() {
        KmeId third = new KmeId("KME-JUS");
        List<IdentityKey> keys = List.of(Ends.identity(IdentityAlgorithm.ML_DSA_87), Ends.MFA_KEYS.getLast());
        EpochProposal others = new EpochInitiator(
                        new EpochEnd(third, new UUID(5, 5), Ends.ALL, keys),
                        Ends.modAsPeer(),
                        Ends.wish(Optional.of(PARENT)),
                        Optional.empty(),
                        Ends.RANDOM)
                .proposal();

        assertRefused(Reason.OTHER_PAIR, true, others);
        assertRefused(
                Reason.IDENTITY,
                true,
                Tampering.with(others, "pool", initiator().proposal().pool()));
    }

    @Test
    void anAnswerToAnotherProposalIsNotTaken() {
        EpochInitiator one = initiator();
        EpochInitiator other = initiator();
        EpochAcceptance toOther = acceptance(other);

        assertFault(Reason.SIGNATURE, true, () -> accept(one, toOther));
    }

    @Test
    void aProposalThatWasAcceptedIsNotAcceptedAgain() {
        Remembered known = remembering();
        EpochProposal proposal = initiator().proposal();
        known.remember(proposal, Ends.accepted(Ends.ALL, proposal, known).secrets());

        EpochFault fault = Ends.refused(Ends.ALL, proposal, known).fault();

        assertThat(fault.reason()).isEqualTo(Reason.REPLAY);
        assertThat(fault.isSuspicious()).isTrue();
    }

    @Test
    void aProposalOfAFormerIncarnationIsNotAccepted() {
        EpochProposal proposal = initiator().proposal();

        assertRefused(
                Reason.INCARNATION, false, signed(Tampering.with(proposal, "initiatorIncarnation", new UUID(1, 1))));
        assertRefused(
                Reason.INCARNATION, false, signed(Tampering.with(proposal, "responderIncarnation", new UUID(1, 1))));
        EpochInitiator initiator = initiator();
        EpochAcceptance acceptance = acceptance(initiator);
        assertFault(
                Reason.INCARNATION,
                false,
                () -> accept(
                        initiator,
                        signed(Tampering.with(acceptance, "responderIncarnation", new UUID(1, 1)), initiator)));
    }

    @Test
    void followsNoEpochThatIsUnknownAndBeginsNoneAnewByItself() {
        assertRefused(
                Reason.UNKNOWN_PARENT,
                false,
                Ends.proposing(Ends.ALL, Optional.of(new UUID(9, 9))).proposal());
        assertRefused(
                Reason.NO_PARENT,
                true,
                Ends.proposing(Ends.ALL, Optional.empty()).proposal());
    }

    // Suites

    /** The one between swaps the suite, or strips the lists: the signatures are over both. */
    @Test
    void nobodyBetweenTakesTheSuiteDown() {
        EpochProposal proposal = initiator().proposal();
        List<String> stripped = List.of("mlkem768+x25519/1");

        assertRefused(Reason.SIGNATURE, true, Tampering.with(proposal, "suites", stripped));
        assertRefused(Reason.SIGNATURE, true, Tampering.with(proposal, "suite", "mlkem768+x25519/1"));
        EpochInitiator second = initiator();
        EpochAcceptance acceptance = acceptance(second);
        assertFault(
                Reason.SIGNATURE, true, () -> accept(second, Tampering.with(acceptance, "suite", "mlkem768+x25519/1")));
        EpochInitiator third = initiator();
        EpochAcceptance other = acceptance(third);
        assertFault(Reason.SIGNATURE, true, () -> accept(third, Tampering.with(other, "suites", stripped)));
    }

    /** Made with a belief about the peer that an attacker planted, accepted by a peer that forgets to look. */
    @Test
    void anAcceptanceBelowTheBestIsNotTaken() {
        EnabledSuites fast = Ends.only(Suite.MLKEM768_X25519);
        EpochInitiator deceived = new EpochInitiator(
                Ends.mfa(Ends.ALL),
                Ends.modAsPeer(),
                Ends.wish(Optional.of(PARENT)),
                Optional.of(fast.names()),
                Ends.RANDOM);
        EpochAcceptance careless = Tampering.with(
                        Ends.accepted(fast, deceived.proposal(), remembering()).acceptance(),
                        "suites",
                        Ends.ALL.names())
                .signedBy(
                        Ends.mod(Ends.ALL).identity(Suite.MLKEM768_X25519),
                        deceived.proposal().digest());

        assertFault(Reason.DOWNGRADE, true, () -> accept(deceived, careless));
    }

    @Test
    void anAcceptanceOfAnotherSuiteIsNotTaken() {
        EpochInitiator initiator = initiator();
        EpochAcceptance swapped =
                signed(Tampering.with(acceptance(initiator), "suite", "mlkem768+x25519/1"), initiator);

        assertFault(Reason.DOWNGRADE, true, () -> accept(initiator, swapped));
    }

    @Test
    void aRefusalOfTheBestSuiteIsNotHeeded() {
        EpochInitiator initiator = initiator();
        IdentityKey key = Ends.mod(Ends.ALL).identity(Suite.MLKEM1024_P384);
        EpochRefusal refusal = new EpochRefusal(Reason.SUITE, "no", Ends.ALL.names(), key.publicKey(), new byte[0])
                .signedBy(key, initiator.proposal().digest());

        assertFault(Reason.DOWNGRADE, true, () -> initiator.refused(refusal));
    }

    @Test
    void anUnknownSuiteIsRefusedWithTheNamesOfThoseThereAre() {
        EpochProposal proposal = initiator().proposal();
        EpochProposal unknown = signed(
                Tampering.with(Tampering.with(proposal, "suites", List.of("mlkem2048/9")), "suite", "mlkem2048/9"));

        assertRefused(Reason.SUITE, false, unknown);
        assertThat(Ends.refused(Ends.ALL, unknown, remembering()).refusal().suites())
                .isEqualTo(Ends.ALL.names());
        // Enabled at both ends, but not the best: whoever signs may not choose.
        EpochProposal worse = Tampering.with(proposal, "suite", "mlkem768+x25519/1");
        assertRefused(Reason.SUITE, false, worse.signedBy(mfaKey("mlkem1024+ecdh-p384/1")));
        // Nor choose what it does not itself enable.
        assertRefused(Reason.SUITE, false, signed(Tampering.with(proposal, "suites", List.of("mlkem768+x25519/1"))));
    }

    @Test
    void aListOfSuitesIsShortAndOfNames() {
        EpochProposal proposal = initiator().proposal();
        List<String> seventeen =
                IntStream.range(0, 17).mapToObj(i -> "suite/" + i).toList();
        for (List<String> list : List.of(
                List.<String>of(),
                seventeen,
                List.of("mlkem1024+ecdh-p384/1", "mlkem1024+ecdh-p384/1"),
                List.of("mlkem1024+ecdh-p384/1", ""),
                List.of("mlkem1024+ecdh-p384/1", "line\nbreak"),
                List.of("mlkem1024+ecdh-p384/1", "x".repeat(65)))) {
            assertRefused(Reason.MALFORMED, false, signed(Tampering.with(proposal, "suites", list)));
            EpochInitiator initiator = initiator();
            EpochAcceptance acceptance = acceptance(initiator);
            assertFault(
                    Reason.MALFORMED,
                    false,
                    () -> accept(initiator, signed(Tampering.with(acceptance, "suites", list), initiator)));
        }
    }

    // Identities

    @Test
    void onlyPinnedKeysCount() {
        EpochInitiator initiator = initiator();
        EpochAcceptance acceptance = acceptance(initiator);
        EpochProposal proposal = initiator.proposal();
        IdentityKey stranger = Ends.identity(IdentityAlgorithm.ML_DSA_87);

        assertRefused(
                Reason.IDENTITY,
                true,
                Tampering.with(proposal, "identityKey", stranger.publicKey()).signedBy(stranger));
        assertRefused(Reason.SIGNATURE, true, proposal.signedBy(stranger));
        EpochAcceptance strangers =
                Tampering.with(acceptance, "identityKey", stranger.publicKey()).signedBy(stranger, proposal.digest());
        assertFault(Reason.IDENTITY, true, () -> accept(initiator, strangers));
    }

    @Test
    void nobodyIsKnownWithoutAPin() {
        EpochPeer unpinned = new EpochPeer(Ends.MFA, Ends.MFA_INCARNATION, List.of());

        EpochAnswer answer = new EpochResponder(Ends.mod(Ends.ALL), Clock.systemUTC(), Ends.RANDOM)
                .answer(unpinned, initiator().proposal(), remembering(), 64);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        EpochAnswer.Refused.class,
                        refused -> assertThat(refused.fault().reason()).isEqualTo(Reason.IDENTITY));
    }

    /** The old key and the new one are both pinned while a KME changes its key. */
    @Test
    void aKeyCanBeChanged() {
        List<PinnedIdentity> pins = new ArrayList<>(Ends.pins(Ends.MFA_KEYS));
        pins.addFirst(Ends.identity(IdentityAlgorithm.ML_DSA_87).pin());

        EpochAnswer answer = new EpochResponder(Ends.mod(Ends.ALL), Clock.systemUTC(), Ends.RANDOM)
                .answer(
                        new EpochPeer(Ends.MFA, Ends.MFA_INCARNATION, pins),
                        initiator().proposal(),
                        remembering(),
                        64);

        assertThat(answer).isInstanceOf(EpochAnswer.Accepted.class);
    }

    /** The weaker identity key does not speak for the stronger suite, pinned though it is. */
    @Test
    void aSuiteIsSignedWithItsOwnAlgorithm() {
        IdentityKey weaker = mfaKey("mlkem768+x25519/1");
        EpochProposal proposal = Tampering.with(initiator().proposal(), "identityKey", weaker.publicKey())
                .signedBy(weaker);

        assertRefused(Reason.IDENTITY, true, proposal);
    }

    // Lengths and counts, from a pinned peer

    @ParameterizedTest
    @MethodSource("dk.kronborg.kms.epoch.EpochTest#suites")
    void everythingHasItsLength(Suite suite) {
        EnabledSuites only = Ends.only(suite);
        for (String field : List.of("nonce", "encapsulationKey", "exchangeKey")) {
            EpochProposal proposal = Ends.proposing(only, Optional.of(PARENT)).proposal();
            byte[] right = switch (field) {
                case "nonce" -> proposal.nonce();
                case "encapsulationKey" -> proposal.encapsulationKey();
                default -> proposal.exchangeKey();
            };
            for (byte[] wrong : Tampering.ofWrongLengths(right)) {
                EpochProposal signed = signed(Tampering.with(proposal, field, wrong));
                EpochFault fault = Ends.refused(only, signed, remembering()).fault();
                assertThat(fault.reason()).as(field + " " + wrong.length).isEqualTo(Reason.LENGTH);
                assertThat(fault.isSuspicious()).isFalse();
                assertThat(fault).hasMessageContaining("got " + wrong.length);
            }
        }
        for (String field : List.of("nonce", "ciphertext", "exchangeKey")) {
            for (int i = 0; i < 4; i++) {
                EpochInitiator initiator = Ends.proposing(only, Optional.of(PARENT));
                EpochAcceptance good =
                        Ends.accepted(only, initiator.proposal(), remembering()).acceptance();
                byte[] right = switch (field) {
                    case "nonce" -> good.nonce();
                    case "ciphertext" -> good.ciphertext();
                    default -> good.exchangeKey();
                };
                EpochAcceptance signed = Tampering.with(
                                good, field, Tampering.ofWrongLengths(right).get(i))
                        .signedBy(
                                Ends.mod(only).identity(suite),
                                initiator.proposal().digest());
                assertFault(Reason.LENGTH, false, () -> accept(initiator, signed));
            }
        }
    }

    @Test
    void keysAndSignaturesOfAnotherLengthAreNotThePeers() {
        EpochProposal proposal = initiator().proposal();
        for (byte[] wrong : Tampering.ofWrongLengths(proposal.signature())) {
            assertRefused(Reason.SIGNATURE, true, Tampering.with(proposal, "signature", wrong));
        }
        for (byte[] wrong : Tampering.ofWrongLengths(proposal.identityKey())) {
            assertRefused(Reason.IDENTITY, true, Tampering.with(proposal, "identityKey", wrong));
        }
        for (int length : new int[] {0, 47, 49}) {
            EpochInitiator initiator = initiator();
            EpochAcceptance wrong =
                    signed(Tampering.with(acceptance(initiator), "confirmation", new byte[length]), initiator);
            assertFault(Reason.CONFIRMATION, true, () -> accept(initiator, wrong));
        }
    }

    @Test
    void countsAreWithinReason() {
        EpochProposal proposal = initiator().proposal();
        for (int blocks : new int[] {-1, 65, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertRefused(Reason.BLOCKS, false, signed(Tampering.with(proposal, "blocks", blocks)));
        }
        for (int length : new int[] {0, -8, 1112, 1121, 8296, Integer.MAX_VALUE}) {
            assertRefused(Reason.BLOCKS, false, signed(Tampering.with(proposal, "blockLength", length)));
        }
        for (int blocks : new int[] {-1, 5, Integer.MAX_VALUE}) {
            EpochInitiator initiator = initiator();
            EpochAcceptance acceptance = acceptance(initiator);
            assertFault(
                    Reason.BLOCKS,
                    false,
                    () -> accept(initiator, signed(Tampering.with(acceptance, "blocks", blocks), initiator)));
        }
    }

    @Test
    void aRefusalIsShort() {
        EpochInitiator initiator = initiator();
        IdentityKey key = Ends.mod(Ends.ALL).identity(Suite.MLKEM1024_P384);
        EpochRefusal refusal = new EpochRefusal(
                        Reason.INCARNATION, "x".repeat(301), Ends.ALL.names(), key.publicKey(), new byte[0])
                .signedBy(key, initiator.proposal().digest());

        assertFault(Reason.MALFORMED, false, () -> initiator.refused(refusal));
    }

    // Keys that are none

    /** FIPS 203, 7.2: every coefficient is below q, 3329. */
    @ParameterizedTest
    @EnumSource
    void refusesEncapsulationKeysWithACoefficientThatIsTooLarge(KeyEncapsulation kem) {
        byte[] key = kem.generate(Ends.RANDOM).getPublic().getEncoded();
        int vector = key.length % 384 - 32;
        int coefficients = (key.length - 32 - vector) / 3 * 2;
        assertThat(coefficients % 256).isZero();

        for (int i : new int[] {0, 1, 255, coefficients / 2, coefficients - 2, coefficients - 1}) {
            for (int tooLarge : new int[] {3329, 3330, 4095}) {
                byte[] bad = coefficient(key, vector, i, tooLarge);
                assertFault(Reason.ENCAPSULATION_KEY, true, () -> kem.encapsulate(bad, Ends.RANDOM));
            }
            kem.encapsulate(coefficient(key, vector, i, 3328), Ends.RANDOM)
                    .secret()
                    .close();
        }
    }

    /** Two coefficients of 12 bits in 3 bytes, the lowest bits first. */
    private static byte[] coefficient(byte[] key, int vector, int index, int value) {
        byte[] changed = key.clone();
        int at = vector + index / 2 * 3;
        if (index % 2 == 0) {
            changed[at] = (byte) value;
            changed[at + 1] = (byte) ((changed[at + 1] & 0xf0) | (value >> 8));
        } else {
            changed[at + 1] = (byte) ((changed[at + 1] & 0x0f) | ((value & 0xf) << 4));
            changed[at + 2] = (byte) (value >> 4);
        }
        return changed;
    }

    @Test
    void aPeerThatSendsSuchAKeyIsSuspect() {
        EpochProposal proposal = initiator().proposal();
        int vector = 1590 - 1568;

        assertRefused(
                Reason.ENCAPSULATION_KEY,
                true,
                signed(Tampering.with(
                        proposal, "encapsulationKey", coefficient(proposal.encapsulationKey(), vector, 7, 3329))));
        byte[] offCurve = proposal.exchangeKey().clone();
        offCurve[offCurve.length - 1] ^= 1;
        assertRefused(Reason.EXCHANGE_KEY, true, signed(Tampering.with(proposal, "exchangeKey", offCurve)));
        EpochInitiator initiator = initiator();
        EpochAcceptance acceptance = acceptance(initiator);
        assertFault(
                Reason.EXCHANGE_KEY,
                true,
                () -> accept(initiator, signed(Tampering.with(acceptance, "exchangeKey", offCurve), initiator)));
    }

    /** Whatever stands where a key should be, the answer is a fault and no exception of a parser. */
    @Property(tries = 300)
    void damagedKeysAreFaults(@ForAll @IntRange(min = 0, max = 40) int at, @ForAll byte value) {
        for (KeyEncapsulation kem : KeyEncapsulation.values()) {
            byte[] damaged = kem.generate(Ends.RANDOM).getPublic().getEncoded();
            // The frame around the key: beyond it any value below q is a key.
            int place = at % (damaged.length % 384 - 32);
            if (damaged[place] != value) {
                damaged[place] = value;
                assertFault(Reason.ENCAPSULATION_KEY, true, () -> kem.encapsulate(damaged, Ends.RANDOM));
            }
        }
        for (KeyExchange exchange : KeyExchange.values()) {
            byte[] damaged = exchange.generate(Ends.RANDOM).getPublic().getEncoded();
            int place = at % (exchange == KeyExchange.X25519 ? 12 : damaged.length);
            if (damaged[place] != value) {
                damaged[place] = value;
                assertFault(
                        Reason.EXCHANGE_KEY,
                        true,
                        () -> exchange.agree(exchange.generate(Ends.RANDOM).getPrivate(), damaged));
            }
        }
    }

    @Test
    void refusesPointsThatAreNoneOfTheCurve() {
        KeyExchange curve = KeyExchange.ECDH_P384;
        KeyPair own = curve.generate(Ends.RANDOM);
        byte[] good = curve.generate(Ends.RANDOM).getPublic().getEncoded();
        int point = good.length - 97;
        BigInteger p = new BigInteger(
                "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff", 16);

        byte[] negated = good.clone(); // (x, -y) is on the curve.
        put(negated, point + 49, p.subtract(new BigInteger(1, good, point + 49, 48)));
        curve.agree(own.getPrivate(), negated).close();

        byte[] zero = good.clone();
        put(zero, point + 1, BigInteger.ZERO);
        put(zero, point + 49, BigInteger.ZERO);
        byte[] outside = good.clone();
        put(outside, point + 1, p);
        byte[] hybrid = good.clone(); // The same point, in an encoding that nobody sends.
        hybrid[point] = (byte) (6 + (good[good.length - 1] & 1));
        byte[] infinity = good.clone();
        infinity[point] = 0;
        for (byte[] bad : List.of(
                zero, outside, hybrid, infinity, Ends.keyPair("EC").getPublic().getEncoded())) {
            assertThat(bad).isNotEqualTo(good);
            assertFault(
                    bad.length == good.length ? Reason.EXCHANGE_KEY : Reason.LENGTH,
                    bad.length == good.length,
                    () -> curve.agree(own.getPrivate(), bad));
        }
    }

    private static void put(byte[] key, int at, BigInteger coordinate) {
        System.arraycopy(HexFormat.of().parseHex("%096x".formatted(coordinate)), 0, key, at, 48);
    }

    /** Points of small order, with which the secret would be zero whatever the own key (RFC 7748, 6.1). */
    @Test
    void refusesPointsThatMakeTheSecretZero() {
        KeyExchange curve = KeyExchange.X25519;
        byte[] good = curve.generate(Ends.RANDOM).getPublic().getEncoded();
        List<String> small = List.of(
                "00".repeat(32),
                "01" + "00".repeat(31),
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
        for (String point : small) {
            byte[] key = good.clone();
            System.arraycopy(HexFormat.of().parseHex(point), 0, key, 12, 32);
            assertFault(
                    Reason.EXCHANGE_KEY,
                    true,
                    () -> curve.agree(curve.generate(Ends.RANDOM).getPrivate(), key));
        }
    }

    /** A ciphertext for another key yields a secret that nobody has: what tells is the confirmation. */
    @Test
    void aCiphertextForAnotherKeyIsFoundOutByTheConfirmation() {
        EpochInitiator initiator = initiator();
        EpochAcceptance other = acceptance(initiator());
        EpochAcceptance mixed =
                signed(Tampering.with(acceptance(initiator), "ciphertext", other.ciphertext()), initiator);

        assertFault(Reason.CONFIRMATION, true, () -> accept(initiator, mixed));
    }

    @Test
    void showsNothingOfItsKeys() {
        assertThat(initiator()).hasToString("EpochInitiator[KME-MFA->KME-MOD, mlkem1024+ecdh-p384/1]");
        assertThat(Ends.MFA_KEYS.getFirst())
                .hasToString("IdentityKey[" + Ends.MFA_KEYS.getFirst().pin() + "]");
    }
}
