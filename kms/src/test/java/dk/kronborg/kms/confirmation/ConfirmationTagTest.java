package dk.kronborg.kms.confirmation;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.block.SecurityProof;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConfirmationTagTest {

    private static final int LENGTH = 1120;

    private static SecretBytes block(int flippedByte) {
        byte[] bytes = new byte[LENGTH];
        new Random(1).nextBytes(bytes);
        if (flippedByte >= 0) {
            bytes[flippedByte] ^= 4;
        }
        return SecretBytes.owning(bytes);
    }

    private static BlockFacts facts(long number, double epsilon) {
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
                false);
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
}
