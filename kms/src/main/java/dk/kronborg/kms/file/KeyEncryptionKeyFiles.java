package dk.kronborg.kms.file;

import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.AesGcm;
import dk.kronborg.kms.wrapping.KeyEncryptionKey;
import dk.kronborg.kms.wrapping.KeyEncryptionKeyUnavailable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A key-encryption key in files of mode 0600, one for each version, in a folder of mode 0700. They are read when they
 * are needed and not kept in memory. For manned sites.
 */
public final class KeyEncryptionKeyFiles implements KeyEncryptionKey {

    private static final int LENGTH = 32;

    private final Path folder;
    private final StateLock lock;
    private final SecureRandom random;

    /**
     * Opens the folder of a site, or makes it.
     *
     * @param state the site's folder for what stays outside the database
     * @throws IllegalStateException if a file or folder is open to others or belongs to another user; the message says
     *                               what can be done
     */
    public KeyEncryptionKeyFiles(Path state, SecureRandom random) {
        this.folder = DurableFile.folder(DurableFile.folder(state).resolve("key-encryption-keys"));
        this.lock = StateLock.ofKeys(state);
        this.random = random;
        // What another process is writing now is not unfinished.
        lock.alone(() -> {
            DurableFile.removeUnfinished(folder);
            DurableFile.whole(folder).forEach(OwnerOnly::requireFile);
        });
    }

    @Override
    public NavigableSet<Integer> versions() {
        return DurableFile.whole(folder)
                .map(file -> number(file.getFileName().toString()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private int number(String name) {
        if (!name.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalStateException(folder + " holds one file for each version of the key-encryption key, named"
                    + " by its number; remove " + name);
        }
        return Integer.parseInt(name);
    }

    @Override
    public void create(int version) {
        Path file = file(version);
        try (SecretBytes fresh = SecretBytes.random(LENGTH, random)) {
            lock.alone(() -> {
                if (Files.exists(file)) {
                    throw new IllegalStateException(file + " is there already");
                }
                DurableFile.write(file, fresh.exposed());
            });
        }
    }

    @Override
    public byte[] wrap(int version, String name, SecretBytes plain) {
        try (SecretBytes key = read(version)) {
            return AesGcm.seal(key, place(name), plain, random);
        }
    }

    @Override
    public SecretBytes unwrap(int version, String name, byte[] wrapped) {
        try (SecretBytes key = read(version)) {
            return AesGcm.open(key, place(name), wrapped);
        }
    }

    private SecretBytes read(int version) {
        Path file = file(version);
        try {
            OwnerOnly.requireFile(file);
            SecretBytes key = SecretBytes.owning(DurableFile.read(file));
            if (key.length() != LENGTH || isZero(key)) {
                key.close();
                throw new KeyEncryptionKeyUnavailable(file + " holds no key: " + LENGTH + " bytes, not all zero");
            }
            return key;
        } catch (IllegalStateException | UncheckedIOException e) {
            throw new KeyEncryptionKeyUnavailable(String.valueOf(e.getMessage()), e);
        }
    }

    /** Overwritten, and then a crash came before it was removed. */
    private static boolean isZero(SecretBytes key) {
        try (SecretBytes zero = SecretBytes.owning(new byte[key.length()])) {
            return key.sameAs(zero);
        }
    }

    @Override
    public void destroy(int version) {
        lock.alone(() -> DurableFile.erase(file(version)));
    }

    @Override
    public void destroyAll() {
        DurableFile.list(folder).forEach(DurableFile::erase);
    }

    private Path file(int version) {
        return folder.resolve(String.valueOf(version));
    }

    private static String place(String name) {
        return "data-key/" + name;
    }
}
