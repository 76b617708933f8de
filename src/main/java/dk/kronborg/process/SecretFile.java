package dk.kronborg.process;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** A file with something that only this process may know. Messages name the file, and never what is in it. */
public final class SecretFile {

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private SecretFile() {}

    /**
     * The PKCS #8 private key of a PEM file, DER.
     *
     * @throws IllegalArgumentException if the file cannot be read, holds something else, or others may read it
     */
    public static byte[] pkcs8(Path file) {
        PemObject found = pem(file);
        if (!found.getType().equals("PRIVATE KEY")) {
            throw new IllegalArgumentException(file
                    + " begins with an unencrypted PKCS #8 key, -----BEGIN PRIVATE KEY-----; got " + found.getType());
        }
        return found.getContent();
    }

    /**
     * The key that a PEM file begins with, of whatever type.
     *
     * @throws IllegalArgumentException if the file cannot be read, is not PEM, or others may read it
     */
    public static PemObject pem(Path file) {
        try (PemReader reader = new PemReader(new StringReader(new String(bytes(file), StandardCharsets.US_ASCII)))) {
            PemObject found = reader.readPemObject();
            if (found == null) {
                throw new IllegalArgumentException(file + " begins with a PKCS #8 key, -----BEGIN; got no PEM");
            }
            return found;
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " is not PEM: " + e.getMessage(), e);
        }
    }

    /**
     * The one line of a file.
     *
     * @param least characters that it has
     * @throws IllegalArgumentException if the file cannot be read, is shorter or has more lines, or others may read it
     */
    public static String line(Path file, int least) {
        String text = new String(bytes(file), StandardCharsets.UTF_8).strip();
        if (text.length() < least || text.lines().count() > 1) {
            throw new IllegalArgumentException(file + " holds one line of at least " + least + " characters, got "
                    + text.lines().count() + " lines, " + text.length() + " characters");
        }
        return text;
    }

    /**
     * All of a file, in UTF-8.
     *
     * @throws IllegalArgumentException if the file cannot be read, or others may read it
     */
    public static String text(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Path file) {
        try {
            Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
            open.retainAll(Files.getPosixFilePermissions(file));
            if (!open.isEmpty()) {
                throw new IllegalArgumentException(file + " is for its owner only, mode 0600; got " + open);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(file.toAbsolutePath() + " cannot be read: " + e, e);
        }
    }
}
