package dk.kronborg.kms.wrapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.file.DataKeyFiles;
import dk.kronborg.kms.file.KeyEncryptionKeyFile;
import dk.kronborg.kms.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrappingTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");

    @TempDir
    private Path state;

    private final SecureRandom random = new SecureRandom();
    private SecretBytes secret;

    @BeforeEach
    void makeSecret() {
        secret = SecretBytes.random(8192, random);
    }

    private Wrapping wrappingAt(Instant time) {
        return wrapping(() -> time);
    }

    private Wrapping wrapping(InstantSource time) {
        return new Wrapping(
                KeyEncryptionKeyFile.openOrCreate(state, random),
                new DataKeyFiles(state),
                random,
                time.withZone(ZoneOffset.UTC));
    }

    @Test
    void refusesToBeginAnewBesideOldDataKeys() throws IOException {
        wrappingAt(NOON);
        Files.delete(state.resolve("key-encryption-key"));

        assertThatThrownBy(() -> wrappingAt(NOON)).hasMessageContaining("is lost");
    }

    @Test
    void opensAfterARestart() {
        Wrapped wrapped = wrappingAt(NOON).wrap("block/1/payload", secret);

        assertThat(wrappingAt(NOON).unwrap("block/1/payload", wrapped).sameAs(secret))
                .isTrue();
    }

    @Test
    void doesNotOpenInAnotherPlaceNorChanged() {
        Wrapping wrapping = wrappingAt(NOON);
        Wrapped wrapped = wrapping.wrap("block/1/payload", secret);

        assertThatThrownBy(() -> wrapping.unwrap("block/2/payload", wrapped)).isInstanceOf(WrappingException.class);
        wrapped.ciphertext()[100] ^= 1;
        assertThatThrownBy(() -> wrapping.unwrap("block/1/payload", wrapped)).isInstanceOf(WrappingException.class);
    }

    @Test
    void destroysWhatAnErasedDataKeyWrapped() {
        AtomicLong minutes = new AtomicLong();
        Wrapping wrapping = wrapping(() -> NOON.plus(Duration.ofMinutes(minutes.get())));
        Wrapped old = wrapping.wrap("a", secret);
        minutes.set(60);
        Wrapped fresh = wrapping.wrap("b", secret);

        assertThat(fresh.dataKey()).isNotEqualTo(old.dataKey());
        assertThat(wrapping.eraseUnused(Set.of(fresh.dataKey()))).isZero();
        minutes.addAndGet(11);
        assertThat(wrapping.eraseUnused(Set.of(fresh.dataKey()))).isEqualTo(1);
        assertThatThrownBy(() -> wrapping.unwrap("a", old)).hasMessageContaining("was erased");
        assertThat(wrapping.unwrap("b", fresh).sameAs(secret)).isTrue();
    }

    @Test
    void leavesAnotherProcessTheDataKeyOfItsHour() {
        AtomicLong minutes = new AtomicLong();
        Wrapping one = wrapping(() -> NOON.plus(Duration.ofMinutes(minutes.get())));
        Wrapping other = wrapping(() -> NOON.plus(Duration.ofMinutes(minutes.get())));
        one.wrap("a", secret);
        assertThat(other.eraseUnused(Set.of())).isZero();
        minutes.set(59);
        assertThat(other.eraseUnused(Set.of())).isZero();
        Wrapped late = one.wrap("b", secret);
        minutes.set(81);

        assertThat(other.unwrap("b", late).sameAs(secret)).isTrue();
        assertThat(other.eraseUnused(Set.of())).isEqualTo(1);
        assertThatThrownBy(() -> other.unwrap("b", late)).hasMessageContaining("was erased");
        one.eraseUnused(Set.of());
        assertThatThrownBy(() -> one.unwrap("b", late)).hasMessageContaining("was erased");
    }

    @Test
    void keepsItsFilesToItself() throws IOException {
        wrappingAt(NOON).wrap("a", secret);

        try (var files = Files.walk(state)) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSize(3)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void refusesAKeyThatOthersMayRead() throws IOException {
        wrappingAt(NOON);
        Path key = state.resolve("key-encryption-key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> wrappingAt(NOON)).hasMessageContaining("chmod 600");
    }

    @Test
    void neverPrintsSecrets() {
        assertThat(secret).hasToString("SecretBytes[8192]");
        secret.close();
        assertThatThrownBy(secret::exposed).isInstanceOf(IllegalStateException.class);
    }
}
