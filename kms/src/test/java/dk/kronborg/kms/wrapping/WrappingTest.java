package dk.kronborg.kms.wrapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.file.DataKeyFiles;
import dk.kronborg.kms.file.KeyEncryptionKeyFiles;
import dk.kronborg.kms.secret.SecretBytes;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
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
                new KeyEncryptionKeyFiles(state, random),
                new DataKeyFiles(state),
                random,
                time.withZone(ZoneOffset.UTC));
    }

    @Test
    void refusesToBeginAnewBesideOldDataKeys() throws IOException {
        wrappingAt(NOON);
        Files.delete(state.resolve("key-encryption-keys").resolve("1"));

        assertThatThrownBy(() -> wrappingAt(NOON)).hasMessageContaining("is lost");
    }

    @Test
    void opensAfterARestart() {
        Wrapped wrapped = wrappingAt(NOON).wrap(Life.PAYLOAD, "block/1/payload", secret);

        assertThat(wrappingAt(NOON).unwrap("block/1/payload", wrapped).sameAs(secret))
                .isTrue();
    }

    @Test
    void doesNotOpenInAnotherPlaceNorChanged() {
        Wrapping wrapping = wrappingAt(NOON);
        Wrapped wrapped = wrapping.wrap(Life.PAYLOAD, "block/1/payload", secret);

        assertThatThrownBy(() -> wrapping.unwrap("block/2/payload", wrapped)).isInstanceOf(WrappingException.class);
        wrapped.ciphertext()[100] ^= 1;
        assertThatThrownBy(() -> wrapping.unwrap("block/1/payload", wrapped)).isInstanceOf(WrappingException.class);
    }

    @Test
    void destroysWhatAnErasedDataKeyWrapped() {
        AtomicLong minutes = new AtomicLong();
        Wrapping wrapping = wrapping(() -> NOON.plus(Duration.ofMinutes(minutes.get())));
        Wrapped old = wrapping.wrap(Life.PAYLOAD, "a", secret);
        minutes.set(60);
        Wrapped fresh = wrapping.wrap(Life.PAYLOAD, "b", secret);

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
        one.wrap(Life.PAYLOAD, "a", secret);
        assertThat(other.eraseUnused(Set.of())).isZero();
        minutes.set(59);
        assertThat(other.eraseUnused(Set.of())).isZero();
        Wrapped late = one.wrap(Life.PAYLOAD, "b", secret);
        minutes.set(81);

        assertThat(other.unwrap("b", late).sameAs(secret)).isTrue();
        assertThat(other.eraseUnused(Set.of())).isEqualTo(1);
        assertThatThrownBy(() -> other.unwrap("b", late)).hasMessageContaining("was erased");
        one.eraseUnused(Set.of());
        assertThatThrownBy(() -> one.unwrap("b", late)).hasMessageContaining("was erased");
    }

    @Test
    void keepsNothingAliveWithWhatIsKeptLonger() {
        AtomicLong minutes = new AtomicLong();
        Wrapping wrapping = wrapping(() -> NOON.plus(Duration.ofMinutes(minutes.get())));
        Wrapped payload = wrapping.wrap(Life.PAYLOAD, "block/1/payload", secret);
        Wrapped header = wrapping.wrap(Life.HEADER, "block/1/header", secret);
        Wrapped mask = wrapping.wrap(Life.MASK, "pool_mask/1", secret);
        minutes.set(60);
        wrapping.wrap(Life.PAYLOAD, "block/2/payload", secret);
        Set<UUID> kept = Set.of(header.dataKey(), mask.dataKey());
        wrapping.eraseUnused(kept);
        minutes.set(71);

        assertThat(wrapping.eraseUnused(kept)).isEqualTo(1);
        assertThatThrownBy(() -> wrapping.unwrap("block/1/payload", payload)).hasMessageContaining("was erased");
        assertThat(wrapping.unwrap("block/1/header", header).sameAs(secret)).isTrue();
        assertThat(wrapping.unwrap("pool_mask/1", mask).sameAs(secret)).isTrue();
    }

    @Test
    void keepsItsFilesToItself() throws IOException {
        wrappingAt(NOON).wrap(Life.PAYLOAD, "a", secret);

        try (var files = Files.walk(state)) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSize(4)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void clearsAwayDataKeysThatACrashLeftUnfinished() throws IOException {
        Wrapped wrapped = wrappingAt(NOON).wrap(Life.PAYLOAD, "a", secret);
        Path file = state.resolve("data-keys").resolve(wrapped.dataKey().toString());
        Path left = file.resolveSibling(file.getFileName() + ".new");
        Files.copy(file, left);

        assertThat(wrappingAt(NOON).unwrap("a", wrapped).sameAs(secret)).isTrue();
        assertThat(left).doesNotExist();
    }

    @Test
    void neverPrintsSecrets() {
        assertThat(secret).hasToString("SecretBytes[8192]");
        secret.close();
        assertThatThrownBy(secret::exposed).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void lendsAKeyThatEndsWithTheBytes() {
        SecretKey key = secret.asKey("AES");
        assertThat(key.getEncoded()).isEqualTo(secret.exposed()).isNotSameAs(secret.exposed());
        assertThatThrownBy(() -> new ObjectOutputStream(OutputStream.nullOutputStream()).writeObject(key))
                .isInstanceOf(NotSerializableException.class);
        secret.close();
        assertThatThrownBy(key::getEncoded).isInstanceOf(IllegalStateException.class);
    }
}
