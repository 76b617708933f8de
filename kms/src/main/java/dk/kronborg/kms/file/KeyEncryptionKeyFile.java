package dk.kronborg.kms.file;

import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.AesGcm;
import dk.kronborg.kms.wrapping.KeyEncryptionKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** A key-encryption key in a file of mode 0600, made at the first start. For manned sites. */
public final class KeyEncryptionKeyFile implements KeyEncryptionKey {

    private static final int LENGTH = 32;

    private final SecretBytes key;
    private final SecureRandom random;

    private KeyEncryptionKeyFile(SecretBytes key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    /**
     * Reads the key of a site, or makes it if there is none.
     *
     * @param state the site's folder for what stays outside the database
     * @throws IllegalStateException if the file is open to others, no key, or lost while data keys are there
     */
    public static KeyEncryptionKeyFile openOrCreate(Path state, SecureRandom random) {
        Path file = DurableFile.folder(state).resolve("key-encryption-key");
        if (!Files.exists(file)) {
            if (Files.exists(state.resolve("data-keys"))) {
                throw new IllegalStateException(file + " is lost, and with it all keys of this site; to make them anew,"
                        + " remove " + state + " whole");
            }
            try (SecretBytes fresh = SecretBytes.random(LENGTH, random)) {
                DurableFile.write(file, fresh.exposed());
            }
        }
        DurableFile.requireOwnerOnly(file);
        SecretBytes key = SecretBytes.owning(DurableFile.read(file));
        if (key.length() != LENGTH) {
            throw new IllegalStateException(file + " holds a key of 32 bytes, got " + key.length());
        }
        return new KeyEncryptionKeyFile(key, random);
    }

    @Override
    public byte[] wrap(String name, SecretBytes plain) {
        return AesGcm.seal(key, "data-key/" + name, plain, random);
    }

    @Override
    public SecretBytes unwrap(String name, byte[] wrapped) {
        return AesGcm.open(key, "data-key/" + name, wrapped);
    }
}
