package dk.kronborg.kms.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.epoch.KeyContext.Purpose;
import dk.kronborg.kms.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.junit.jupiter.api.Test;

class CombinerTest {

    private static final UUID ID = UUID.fromString("550e8400-e29b-41d4-a716-446655440000");
    private static final byte[] TRANSCRIPT = "pk||ct transcript".getBytes(StandardCharsets.US_ASCII);
    private static final KeyContext CONTEXT = context(Purpose.HYBRID_KEY, "qkd+mlkem768+x25519", TRANSCRIPT);
    private static final Optional<SecretBytes> QUANTUM = Optional.of(Secrets.counted(0x00, 32));
    private static final Optional<SecretBytes> LATTICE = Optional.of(Secrets.counted(0x20, 32));
    private static final Optional<SecretBytes> CURVE = Optional.of(Secrets.counted(0x40, 32));

    private static KeyContext context(Purpose purpose, String suite, byte[] transcript) {
        return new KeyContext(purpose, suite, ID, "sae-mfa-01", "sae-mod-01", transcript);
    }

    private static String combined(
            Optional<SecretBytes> before, Optional<SecretBytes> lattice, Optional<SecretBytes> curve, KeyContext as) {
        return Secrets.hex(Combiner.combine(before, lattice, curve, as, 32));
    }

    @Test
    void makesTheKnownKeyOfKnownSecrets() {
        assertThat(CONTEXT.info()).hasSize(148);
        assertThat(HexFormat.of().formatHex(CONTEXT.info()))
                .startsWith("000000155143492d4e4d532f76312f6879627269642d6b657900000013");
        assertThat(combined(QUANTUM, LATTICE, CURVE, CONTEXT))
                .isEqualTo("0522befe0d7f786132bfcba29c1f3df42ec6f1d5e57f43939c0af67759de8377");
    }

    /** The same context and secrets with the smaller hash: another published value over the same bytes. */
    @Test
    void makesTheKnownKeyWithTheSmallerHashToo() throws GeneralSecurityException {
        byte[] salt = HexFormat.of()
                .parseHex("aa77ca645ffe9b21317eccfff02fde894eb4972216dd71e674e658db9e3eae6c"
                        + "8c43cc8f167ebcb29b7820e57b3c9b44");
        HKDFParameterSpec.Builder secrets = HKDFParameterSpec.ofExtract().addSalt(salt);
        for (int i = 0; i < 3; i++) {
            secrets.addIKM(new byte[] {0, 0, 0, 32})
                    .addIKM(Secrets.counted(i * 32, 32).exposed());
        }

        byte[] key = KDF.getInstance("HKDF-SHA256").deriveData(secrets.thenExpand(CONTEXT.info(), 32));

        assertThat(HexFormat.of().formatHex(key))
                .isEqualTo("d5bb5aaf1ffeebd5c90819b0598c19a31a9b3f87950adb2c5333194be4fd58f0");
        assertThat(HexFormat.of().formatHex(Hkdf.sha384("QCI-NMS/v1/salt".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(HexFormat.of().formatHex(salt));
    }

    /** Who lacks any one of the secrets, and has all else, computes something else. */
    @Test
    void dependsOnEverySecret() {
        Optional<SecretBytes> guessed = Optional.of(Secrets.seeded(1, 32));
        Set<String> keys = new HashSet<>(List.of(
                combined(QUANTUM, LATTICE, CURVE, CONTEXT),
                combined(guessed, LATTICE, CURVE, CONTEXT),
                combined(QUANTUM, guessed, CURVE, CONTEXT),
                combined(QUANTUM, LATTICE, guessed, CONTEXT),
                combined(LATTICE, QUANTUM, CURVE, CONTEXT),
                combined(Optional.empty(), LATTICE, CURVE, CONTEXT),
                combined(QUANTUM, Optional.empty(), CURVE, CONTEXT),
                combined(QUANTUM, LATTICE, Optional.empty(), CONTEXT)));

        assertThat(keys).hasSize(8);
    }

    /** The same bytes, divided otherwise. */
    @Test
    void doesNotMixUpWhereASecretEnds() {
        String one =
                combined(Optional.of(Secrets.counted(0, 31)), Optional.of(Secrets.counted(31, 33)), CURVE, CONTEXT);

        assertThat(one).isNotEqualTo(combined(QUANTUM, LATTICE, CURVE, CONTEXT));
        assertThat(combined(Optional.empty(), QUANTUM, LATTICE, CONTEXT))
                .isNotEqualTo(combined(QUANTUM, Optional.empty(), LATTICE, CONTEXT));
    }

    @Test
    void dependsOnEveryPartOfTheContext() {
        String suite = CONTEXT.suite();
        Set<String> keys = new HashSet<>();
        for (KeyContext as : List.of(
                CONTEXT,
                context(Purpose.EPOCH, suite, TRANSCRIPT),
                context(Purpose.HYBRID_KEY, "qkd+mlkem1024+ecdh-p384/1", TRANSCRIPT),
                context(Purpose.HYBRID_KEY, suite, new byte[0]),
                new KeyContext(Purpose.HYBRID_KEY, suite, new UUID(1, 2), "sae-mfa-01", "sae-mod-01", TRANSCRIPT),
                new KeyContext(Purpose.HYBRID_KEY, suite, ID, "sae-mod-01", "sae-mfa-01", TRANSCRIPT),
                new KeyContext(Purpose.HYBRID_KEY, suite, ID, "sae-mfa-01s", "ae-mod-01", TRANSCRIPT))) {
            keys.add(combined(QUANTUM, LATTICE, CURVE, as));
        }

        assertThat(keys).hasSize(7);
    }

    @Test
    void wantsASecret() {
        Optional<SecretBytes> empty = Optional.of(SecretBytes.owning(new byte[0]));

        assertThatThrownBy(() -> combined(Optional.empty(), Optional.empty(), Optional.empty(), CONTEXT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> combined(empty, LATTICE, CURVE, CONTEXT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty");
    }
}
