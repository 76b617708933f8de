package dk.kronborg.kms.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.file.DataKeyFiles;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.KeyEncryptionKey;
import dk.kronborg.kms.wrapping.KeyEncryptionKeyContract;
import dk.kronborg.kms.wrapping.KeyEncryptionKeyUnavailable;
import dk.kronborg.kms.wrapping.Life;
import dk.kronborg.kms.wrapping.Wrapped;
import dk.kronborg.kms.wrapping.Wrapping;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AuthProvider;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Security;
import java.time.Clock;
import java.time.Instant;
import javax.crypto.SecretKey;
import javax.security.auth.callback.PasswordCallback;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key-encryption key in a real token. */
class TokenKeyEncryptionKeyTest extends KeyEncryptionKeyContract {

    private static final String KME = "KME-MFA";

    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();
    private final SecretBytes dataKey = SecretBytes.random(32, random);
    private SoftHsm.Token token;
    private Path pinFile;

    @BeforeEach
    void makeToken() throws IOException, InterruptedException {
        token = SoftHsm.freshToken();
        pinFile = folder.resolve("pin");
        Files.createFile(pinFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        writePin(SoftHsm.PIN, Instant.parse("2026-07-02T12:00:00Z"));
    }

    private void writePin(String pin, Instant when) throws IOException {
        Files.writeString(pinFile, pin + "\n");
        Files.setLastModifiedTime(pinFile, FileTime.from(when));
    }

    @Override
    protected KeyEncryptionKey open() {
        return named(KME);
    }

    private KeyEncryptionKey named(String kme) {
        return key(token.library(), token.label(), kme);
    }

    private KeyEncryptionKey key(Path library, String label, String kme) {
        return new TokenKeyEncryptionKey(new TokenSettings(library, label, pinFile), kme, random);
    }

    /** Somebody else's way to the token. */
    private AuthProvider provider() throws IOException {
        long slot = CryptokiLibrary.load(token.library()).slotOf(token.label());
        AuthProvider provider = (AuthProvider) Security.getProvider("SunPKCS11")
                .configure("--name = test\nlibrary = " + token.library() + "\nslot = " + slot
                        + "\nattributes(import, CKO_SECRET_KEY, CKK_AES) = {\n  CKA_SENSITIVE = false\n"
                        + "  CKA_EXTRACTABLE = true\n}\n");
        provider.setCallbackHandler(asked -> ((PasswordCallback) asked[0]).setPassword(SoftHsm.PIN.toCharArray()));
        return provider;
    }

    private void assertUnavailable(ThrowingCallable call, String why) {
        assertThatThrownBy(call)
                .isInstanceOf(KeyEncryptionKeyUnavailable.class)
                .hasMessageContaining(token.label())
                .hasMessageContaining(why)
                .satisfies(failure -> {
                    StringWriter text = new StringWriter();
                    failure.printStackTrace(new PrintWriter(text));
                    assertThat(text.toString()).doesNotContain(SoftHsm.PIN).doesNotContain("wrong-pin");
                });
    }

    @Test
    void makesKeysThatCannotLeaveTheToken() throws Exception {
        open().create(1);

        KeyStore keys = KeyStore.getInstance("PKCS11", provider());
        keys.load(null, null);
        SecretKey key = (SecretKey) keys.getKey(KME + " kek 1", null);
        assertThat(key.getEncoded()).isNull();
        assertThat(key.toString())
                .contains("token object")
                .contains("sensitive")
                .contains("unextractable");
    }

    @Test
    void refusesAKeyThatCanBeTakenOut() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS11", provider());
        keys.load(null, null);
        keys.setKeyEntry(KME + " kek 1", dataKey.asKey("AES"), null, null);

        assertUnavailable(() -> open().wrap(1, "a", dataKey), "can be taken out of it");
    }

    @Test
    void keepsSitesApartInOneToken() {
        named("KME-A").create(1);
        KeyEncryptionKey other = named("KME-A kek 1");

        assertThat(other.versions()).isEmpty();
        other.create(1);
        other.destroyAll();
        assertThat(named("KME-A").versions()).containsExactly(1);
    }

    @Test
    void logsInAgainAfterALogout() throws Exception {
        KeyEncryptionKey key = open();
        key.create(1);
        byte[] wrapped = key.wrap(1, "a", dataKey);
        AuthProvider other = provider();
        other.login(null, null);
        other.logout();

        assertThat(key.unwrap(1, "a", wrapped).sameAs(dataKey)).isTrue();
        assertThat(key.versions()).containsExactly(1);
    }

    @Test
    void goesOnWhenTheTokenIsBack() throws IOException {
        KeyEncryptionKey key = open();
        key.create(1);
        byte[] wrapped = key.wrap(1, "a", dataKey);
        token.remove();
        try {
            assertUnavailable(() -> key.unwrap(1, "a", wrapped), "no token is labelled");
            assertUnavailable(() -> key.wrap(1, "a", dataKey), "no token is labelled");
            assertUnavailable(key::versions, "no token is labelled");
        } finally {
            token.insert();
        }

        assertThat(key.unwrap(1, "a", wrapped).sameAs(dataKey)).isTrue();
    }

    @Test
    void keepsOpenDataKeysServedWhileTheTokenIsAway() throws IOException {
        Path state = folder.resolve("state");
        Wrapping wrapping = new Wrapping(open(), new DataKeyFiles(state), random, Clock.systemUTC());
        Wrapped wrapped = wrapping.wrap(Life.PAYLOAD, "a", dataKey);
        token.remove();
        try {
            assertThat(wrapping.unwrap("a", wrapped).sameAs(dataKey)).isTrue();
            assertUnavailable(wrapping::rotate, "no token is labelled");
            assertUnavailable(
                    () -> new Wrapping(open(), new DataKeyFiles(state), random, Clock.systemUTC()),
                    "no token is labelled");
        } finally {
            token.insert();
        }
        assertThat(wrapping.rotate().version()).isEqualTo(2);
        Wrapping again = new Wrapping(open(), new DataKeyFiles(state), random, Clock.systemUTC());
        assertThat(again.unwrap("a", wrapped).sameAs(dataKey)).isTrue();
        assertThat(open().versions()).containsExactly(2);
    }

    @Test
    void isEmptyWhenTheSiteIsZeroised() {
        named("another KME").create(1);
        Wrapping wrapping = new Wrapping(open(), new DataKeyFiles(folder.resolve("state")), random, Clock.systemUTC());
        wrapping.rotate();
        wrapping.zeroise();

        assertThat(open().versions()).isEmpty();
        assertThat(named("another KME").versions()).containsExactly(1);
    }

    @Test
    void offersAWrongPinOnceAndTheRightOneAfter() throws IOException {
        writePin("wrong-pin", Instant.parse("2026-07-02T12:00:01Z"));
        KeyEncryptionKey key = open();
        // SoftHSM itself never locks a token; one that does would after three of these.
        for (int i = 0; i < 10; i++) {
            assertUnavailable(key::versions, "is not tried again");
        }

        writePin(SoftHsm.PIN, Instant.parse("2026-07-02T12:00:02Z"));
        assertThat(key.versions()).isEmpty();
    }

    @Test
    void refusesAPinThatOthersMayRead() throws IOException {
        Files.setPosixFilePermissions(pinFile, PosixFilePermissions.fromString("rw-r--r--"));
        assertUnavailable(() -> open().versions(), "chmod 600 " + pinFile);

        Files.delete(pinFile);
        assertUnavailable(() -> open().versions(), "there is no PIN file");
    }

    @Test
    void saysWhatIsWrongWithTheSettings() {
        assertThatThrownBy(() -> key(token.library(), "nobody", KME).versions())
                .isInstanceOf(KeyEncryptionKeyUnavailable.class)
                .hasMessageContaining("no token is labelled \"nobody\"")
                .hasMessageContaining('"' + token.label() + '"');
        assertUnavailable(
                () -> key(folder.resolve("none.so"), token.label(), KME).versions(), "there is no PKCS #11 library");
        assertUnavailable(() -> key(pinFile, token.label(), KME).versions(), "Cannot open library");
    }
}
