package dk.kronborg.kms.keyid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.policy.Making;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SealedKeyIdTest {

    private static final KeyBinding BINDING =
            new KeyBinding(new KmeId("KME-MFA"), new KmeId("KME-MOD"), new SaeId("SAE-MFA-1"), new SaeId("SAE-MOD-1"));
    private static final SecretBytes TAG_KEY =
            secret("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
    private static final SecretBytes MASK = secret("0f0e0d0c0b0a09080706050403020100");

    private static SecretBytes secret(String hex) {
        return SecretBytes.owning(HexFormat.of().parseHex(hex));
    }

    @Property
    void pointsBackToWhatWasSealed(
            @ForAll @LongRange(min = 0, max = (1L << 37) - 1) long number,
            @ForAll @IntRange(min = 0, max = 1023) int offset,
            @ForAll @IntRange(min = 1, max = 512) int length,
            @ForAll Making making) {
        KeyPointer pointer = new KeyPointer(number, offset, length, making);
        UUID id = SealedKeyId.seal(pointer, BINDING, TAG_KEY, MASK);

        assertThat(id.version()).isEqualTo(4);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(SealedKeyId.hasShape(id)).isTrue();
        assertThat(SealedKeyId.pointer(id, MASK)).contains(pointer);
        assertThat(SealedKeyId.isBoundTo(id, pointer, BINDING, TAG_KEY)).isTrue();
    }

    @Test
    void bindsToHomesInitiatorAndTarget() {
        KeyPointer pointer = new KeyPointer(7, 12, 32, Making.QKD);
        UUID id = SealedKeyId.seal(pointer, BINDING, TAG_KEY, MASK);
        SaeId third = new SaeId("SAE-MOD-2");
        KmeId from = BINDING.from();
        KmeId to = BINDING.to();
        SaeId initiator = BINDING.initiator();
        SaeId target = BINDING.target();

        assertThat(List.of(
                        new KeyBinding(from, to, initiator, third),
                        new KeyBinding(from, to, third, target),
                        new KeyBinding(from, to, target, initiator),
                        new KeyBinding(to, from, initiator, target)))
                .noneMatch(other -> isBound(id, pointer, other));
        assertThat(isBound(id, new KeyPointer(7, 16, 32, Making.QKD), BINDING)).isFalse();
        assertThat(isBound(id, new KeyPointer(7, 12, 32, Making.PQC), BINDING)).isFalse();
    }

    private static boolean isBound(UUID id, KeyPointer pointer, KeyBinding binding) {
        return SealedKeyId.isBoundTo(id, pointer, binding, TAG_KEY);
    }

    /** Pins the wire form: both ends of a network may run different versions. */
    @Test
    void hasNotChanged() {
        UUID id = SealedKeyId.seal(new KeyPointer(1, 2, 32, Making.QKD), BINDING, TAG_KEY, MASK);

        assertThat(id).hasToString("5a18412d-0ef2-40e8-a97a-1ebfb74bbca2");
    }

    @Test
    void refusesPointersOutsideTheirRange() {
        assertThatThrownBy(() -> new KeyPointer(1L << 37, 0, 32, Making.QKD)).hasMessageContaining("2^37 - 1");
        assertThatThrownBy(() -> new KeyPointer(0, 1024, 32, Making.QKD)).hasMessageContaining("0 to 1023");
        assertThatThrownBy(() -> new KeyPointer(0, 0, 513, Making.QKD)).hasMessageContaining("1 to 512");
    }
}
