package dk.kronborg.kms.confirmation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.HybridEpoch;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.block.SecurityProof;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConfirmationTagTest {

    private static final int LENGTH = 1120;

    private static final HybridEpoch EPOCH = new HybridEpoch(new UUID(7, 8), "mlkem1024+ecdh-p384/1");

    private static BlockSecrets block(int flippedByte) {
        return new BlockSecrets(SecretBytes.owning(bytes(flippedByte)), Optional.empty());
    }

    private static byte[] bytes(int flippedByte) {
        byte[] bytes = new byte[LENGTH];
        new Random(1).nextBytes(bytes);
        if (flippedByte >= 0) {
            bytes[flippedByte] ^= 4;
        }
        return bytes;
    }

    /** With a second secret of which one bit is flipped, if that is 0 or more. */
    private static BlockSecrets hybrid(int flippedBit) {
        byte[] second = new byte[32];
        new Random(2).nextBytes(second);
        if (flippedBit >= 0) {
            second[flippedBit / 8] ^= (byte) (1 << flippedBit % 8);
        }
        return new BlockSecrets(SecretBytes.owning(bytes(-1)), Optional.of(SecretBytes.owning(second)));
    }

    private static BlockFacts facts(long number, double epsilon) {
        return facts(number, epsilon, Optional.empty());
    }

    private static BlockFacts facts(HybridEpoch epoch) {
        return facts(1, 1e-10, Optional.of(epoch));
    }

    private static BlockFacts facts(long number, double epsilon, Optional<HybridEpoch> hybrid) {
        return new BlockFacts(
                number,
                new UUID(1, 2),
                new PoolId(new KmeId("KME-MFA"), new KmeId("KME-MOD")),
                new Provenance.OfLink(
                        new LinkId("MFA-MOD"),
                        SecurityProof.FINITE_SIZE_COLLECTIVE,
                        epsilon,
                        DetectorTrust.TRUSTED,
                        Instant.EPOCH),
                LENGTH,
                new UUID(3, 4),
                new UUID(5, 6),
                false,
                hybrid);
    }

    @Test
    void differsWhereverABitOfTheBlockDiffers() {
        byte[] tag = ConfirmationTag.ofOffer(facts(1, 1e-10), block(-1));

        assertThat(tag).hasSize(16).isEqualTo(ConfirmationTag.ofOffer(facts(1, 1e-10), block(-1)));
        for (int i = 0; i < LENGTH; i++) {
            // The pad of the other tag is the one part this tag does not depend on.
            if (i < 32 || i >= 48) {
                assertThat(ConfirmationTag.ofOffer(facts(1, 1e-10), block(i)))
                        .as("byte %d", i)
                        .isNotEqualTo(tag);
            }
        }
    }

    @Test
    void coversTheFacts() {
        byte[] tag = ConfirmationTag.ofOffer(facts(1, 1e-10), block(-1));

        assertThat(ConfirmationTag.ofOffer(facts(2, 1e-10), block(-1))).isNotEqualTo(tag);
        assertThat(ConfirmationTag.ofOffer(facts(1, 2e-10), block(-1))).isNotEqualTo(tag);
        assertThat(ConfirmationTag.ofAccept(facts(1, 1e-10), block(-1))).isNotEqualTo(tag);
    }

    @Test
    void differsWhereverABitOfTheSecondSecretDiffers() {
        byte[] offer = ConfirmationTag.ofOffer(facts(EPOCH), hybrid(-1));
        byte[] accept = ConfirmationTag.ofAccept(facts(EPOCH), hybrid(-1));

        assertThat(offer)
                .isEqualTo(ConfirmationTag.ofOffer(facts(EPOCH), hybrid(-1)))
                .isNotEqualTo(accept);
        for (int i = 0; i < 256; i++) {
            assertThat(ConfirmationTag.ofOffer(facts(EPOCH), hybrid(i)))
                    .as("bit %d", i)
                    .isNotEqualTo(offer);
            assertThat(ConfirmationTag.ofAccept(facts(EPOCH), hybrid(i)))
                    .as("bit %d", i)
                    .isNotEqualTo(accept);
        }
    }

    @Test
    void coversWhereTheSecondSecretComesFrom() {
        byte[] tag = ConfirmationTag.ofOffer(facts(EPOCH), hybrid(-1));
        HybridEpoch otherEpoch = new HybridEpoch(new UUID(7, 9), EPOCH.suite());
        HybridEpoch otherSuite = new HybridEpoch(EPOCH.id(), "mlkem1024+ecdh-p384/2");

        assertThat(ConfirmationTag.ofOffer(facts(otherEpoch), hybrid(-1))).isNotEqualTo(tag);
        assertThat(ConfirmationTag.ofOffer(facts(otherSuite), hybrid(-1))).isNotEqualTo(tag);
        assertThat(ConfirmationTag.ofOffer(facts(1, 1e-10), block(-1))).isNotEqualTo(tag);
    }

    @Test
    void isOfASecondSecretIfAndOnlyIfTheFactsNameOne() {
        assertThatThrownBy(() -> ConfirmationTag.ofOffer(facts(EPOCH), block(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ConfirmationTag.ofAccept(facts(1, 1e-10), hybrid(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** As it was before there were second secrets: both ends may run different versions. */
    @Test
    void isWhatItWasForBlocksWithoutASecondSecret() {
        assertThat(HexFormat.of().formatHex(ConfirmationTag.ofOffer(facts(1, 1e-10), block(-1))))
                .isEqualTo("a45870c417d2c77dbfecdcd54790e9e3");
        assertThat(HexFormat.of().formatHex(ConfirmationTag.ofAccept(facts(1, 1e-10), block(-1))))
                .isEqualTo("62560101a42a6767d178cd2f1f2f362e");
    }
}
