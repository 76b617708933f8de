package dk.kronborg.kms.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.KeyEncryptionKey;
import dk.kronborg.kms.wrapping.KeyEncryptionKeyContract;
import dk.kronborg.kms.wrapping.KeyEncryptionKeyUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyEncryptionKeyFilesTest extends KeyEncryptionKeyContract {

    private static final int SOMEBODY_ELSE = 65534;

    @TempDir
    private Path state;

    @Override
    protected KeyEncryptionKey open() {
        return new KeyEncryptionKeyFiles(state, new SecureRandom());
    }

    private Path folder() {
        return state.resolve("key-encryption-keys");
    }

    private Path file(int version) {
        return folder().resolve(String.valueOf(version));
    }

    private static void open(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void keepsEachVersionInAFileOfItsOwn() throws IOException {
        open().create(1);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(1))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                .isEqualTo("rwx------");
    }

    @Test
    void refusesAKeyThatOthersMayRead() throws IOException {
        KeyEncryptionKey key = open();
        key.create(1);
        open(file(1), "rw-r-----");

        assertThatThrownBy(this::open).hasMessageContaining("chmod 600 " + file(1));
        try (SecretBytes dataKey = SecretBytes.random(32, new SecureRandom())) {
            assertThatThrownBy(() -> key.wrap(1, "a", dataKey))
                    .isInstanceOf(KeyEncryptionKeyUnavailable.class)
                    .hasMessageContaining("chmod 600");
        }
    }

    @Test
    void refusesFoldersThatOthersMayEnter() throws IOException {
        open().create(1);
        open(folder(), "rwxr-x---");
        assertThatThrownBy(this::open).hasMessageContaining("chmod 700 " + folder());

        open(folder(), "rwx------");
        open(state, "rwx-----x");
        assertThatThrownBy(this::open).hasMessageContaining("chmod 700 " + state);
    }

    @Test
    void refusesAKeyOfAnotherUser() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files away");
        open().create(1);
        Files.setAttribute(file(1), "unix:uid", SOMEBODY_ELSE);

        assertThatThrownBy(this::open)
                .hasMessageContaining("belongs to user 65534")
                .hasMessageContaining("chown");
    }

    @Test
    void neverUsesAKeyThatWasOverwritten() throws IOException {
        KeyEncryptionKey key = open();
        key.create(1);
        Files.write(file(1), new byte[32]);

        try (SecretBytes dataKey = SecretBytes.random(32, new SecureRandom())) {
            assertThatThrownBy(() -> key.wrap(1, "a", dataKey)).hasMessageContaining("holds no key");
        }
    }

    @Test
    void clearsAwayWhatACrashLeft() throws IOException {
        open().create(1);
        Path left = file(2).resolveSibling("2.new");
        Files.copy(file(1), left);

        assertThat(open().versions()).containsExactly(1);
        assertThat(left).doesNotExist();
    }
}
