package dk.kronborg.kms.wrapping;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The end of a site's keys, on disk and in the token. */
public final class KeyDestruction {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private KeyDestruction() {}

    /**
     * Destroys the key-encryption key and, at the same time, all data keys: either suffices, and neither waits for the
     * other. It may be repeated.
     *
     * @throws KeyEncryptionKeyUnavailable if the key-encryption key could not be destroyed in five seconds; the data
     *                                     keys are
     */
    public static void destroy(KeyEncryptionKey keyEncryptionKey, DataKeyShelf shelf) {
        CompletableFuture<Void> destroyed = new CompletableFuture<>();
        Thread.ofPlatform().name("key-encryption-key-destruction").daemon().start(() -> {
            try {
                keyEncryptionKey.destroyAll();
                destroyed.complete(null);
            } catch (RuntimeException | Error e) {
                destroyed.completeExceptionally(e);
            }
        });
        shelf.eraseAll();
        try {
            destroyed.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new KeyEncryptionKeyUnavailable(
                    "the data keys are destroyed, the key-encryption key is not: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new KeyEncryptionKeyUnavailable(
                    "the data keys are destroyed; whether the key-encryption key is, is not known: it did not answer for "
                            + LONGEST_WAIT.toSeconds() + " s",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeyEncryptionKeyUnavailable("interrupted while the key-encryption key was destroyed", e);
        }
    }
}
