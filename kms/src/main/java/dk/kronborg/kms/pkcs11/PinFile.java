package dk.kronborg.kms.pkcs11;

import dk.kronborg.kms.file.OwnerOnly;
import dk.kronborg.kms.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.jspecify.annotations.Nullable;

/**
 * The PIN of a token, read from its file when it is needed and wiped after. A PIN that was refused is not offered again
 * before the file changes: tokens lock themselves after a few wrong ones.
 */
final class PinFile implements CallbackHandler {

    private final Path file;
    private @Nullable FileTime offered;
    private @Nullable FileTime refused;

    PinFile(Path file) {
        this.file = file;
    }

    /** What was offered last was wrong. */
    void refused() {
        refused = offered;
    }

    @Override
    public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (!(callback instanceof PasswordCallback asked)) {
                throw new UnsupportedCallbackException(callback);
            }
            char[] pin = read();
            try {
                asked.setPassword(pin);
            } finally {
                Arrays.fill(pin, ' ');
            }
        }
    }

    /**
     * Refuses a file that cannot serve.
     *
     * @throws IOException with the remedy in the message
     */
    void check() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no PIN file " + file);
        }
        try {
            OwnerOnly.requireFile(file);
        } catch (IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (Files.getLastModifiedTime(file).equals(refused)) {
            throw new IOException("the token refused the PIN in " + file
                    + ", and it is not tried again, so that the token does not lock itself; write the right PIN there");
        }
    }

    private char[] read() throws IOException {
        check();
        offered = Files.getLastModifiedTime(file);
        try (SecretBytes content = SecretBytes.owning(Files.readAllBytes(file))) {
            CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(content.exposed()));
            int length = text.length();
            while (length > 0 && (text.charAt(length - 1) == '\n' || text.charAt(length - 1) == '\r')) {
                length--;
            }
            char[] pin = Arrays.copyOf(text.array(), length);
            Arrays.fill(text.array(), ' ');
            return pin;
        }
    }
}
