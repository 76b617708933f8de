package dk.kronborg.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {

    @TempDir
    private Path directory;

    private Path file(String text, String mode) throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void readsAPrivateKey() throws Exception {
        byte[] key = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n";

        assertThat(SecretFile.pkcs8(file(pem, "rw-------"))).isEqualTo(key);
    }

    @Test
    void refusesWhatOthersMayRead() throws IOException {
        Path open = file("0123456789abcdef", "rw-r-----");

        assertThatThrownBy(() -> SecretFile.line(open, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(open.toString())
                .hasMessageContaining("0600")
                .hasMessageNotContaining("0123456789");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertThatThrownBy(() -> SecretFile.line(directory.resolve("none"), 16))
                .hasMessageContaining(directory.resolve("none").toString());
        assertThatThrownBy(() -> SecretFile.line(file("short", "rw-------"), 16))
                .hasMessageContaining("at least 16 characters");
        assertThatThrownBy(() -> SecretFile.pkcs8(file("hello", "rw-------"))).hasMessageContaining("PKCS #8");
        assertThatThrownBy(() -> SecretFile.pkcs8(
                        file("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n", "rw-------")))
                .hasMessageContaining("got EC PRIVATE KEY");
    }

    @Test
    void takesALineWithoutItsEnd() throws IOException {
        assertThat(SecretFile.line(file("0123456789abcdef\n", "r--------"), 16)).isEqualTo("0123456789abcdef");
    }
}
