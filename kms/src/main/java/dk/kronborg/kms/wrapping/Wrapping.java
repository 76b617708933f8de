package dk.kronborg.kms.wrapping;

import dk.kronborg.kms.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Wraps secret bytes for the database under hourly data keys. Erasing the data key destroys everything that
 * it wrapped, whatever copies of the database exist.
 *
 * <p>Safe for use by several threads.
 */
public final class Wrapping {

    private static final int KEY_LENGTH = 32;
    private static final Duration ERASED_AFTER = Duration.ofMinutes(10);
    /** Another process may still wrap under its data key for the hour, and has it for another while. */
    private static final Duration OTHERS_ERASED_AFTER = Duration.ofMinutes(80);
    /** Not a random UUID, hence never the name of a data key. */
    private static final UUID FINGERPRINT_KEY = new UUID(0, 1);

    private final KeyEncryptionKey keyEncryptionKey;
    private final DataKeyShelf shelf;
    private final SecureRandom random;
    private final Clock clock;
    private final Map<UUID, SecretBytes> opened = new HashMap<>();
    private final Map<UUID, Instant> unusedSince = new HashMap<>();
    /** Data keys that no other process of this KME wraps under. */
    private final Set<UUID> made = new HashSet<>();

    private @Nullable UUID current;
    private Instant currentHour = Instant.MIN;

    public Wrapping(KeyEncryptionKey keyEncryptionKey, DataKeyShelf shelf, SecureRandom random, Clock clock) {
        this.keyEncryptionKey = keyEncryptionKey;
        this.shelf = shelf;
        this.random = random;
        this.clock = clock;
        if (shelf.get(FINGERPRINT_KEY).isEmpty()) {
            create(FINGERPRINT_KEY);
        }
    }

    /**
     * Wraps bytes for one place in the database.
     *
     * @param place names table, row and column; opening the bytes under another name fails
     */
    public Wrapped wrap(String place, SecretBytes plain) {
        UUID id = currentDataKey();
        return new Wrapped(id, AesGcm.seal(dataKey(id), place, plain, random));
    }

    /**
     * Opens what was wrapped for that place.
     *
     * @throws WrappingException if it was changed or moved, or its data key was erased
     */
    public SecretBytes unwrap(String place, Wrapped wrapped) {
        return AesGcm.open(dataKey(wrapped.dataKey()), place, wrapped.ciphertext());
    }

    /**
     * A keyed digest by which the same bytes are recognised later without keeping them; 16 bytes, meaningless
     * without this site's keys.
     */
    public byte[] fingerprint(byte[] context, SecretBytes bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(dataKey(FINGERPRINT_KEY).exposed(), "HmacSHA256"));
            mac.update((byte) (context.length >>> 8));
            mac.update((byte) context.length);
            mac.update(context);
            return Arrays.copyOf(mac.doFinal(bytes.exposed()), 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /**
     * Erases every data key that has wrapped nothing for a while; what else it wrapped is destroyed by that. The
     * while lets bytes that are wrapped already reach the database, also those of another process of this KME.
     *
     * @return how many
     */
    public synchronized int eraseUnused(Set<UUID> inUse) {
        Instant now = clock.instant();
        int erased = 0;
        Set<UUID> kept = shelf.ids();
        opened.entrySet().removeIf(key -> {
            boolean erasedByAnother = !kept.contains(key.getKey());
            if (erasedByAnother) {
                key.getValue().close();
            }
            return erasedByAnother;
        });
        for (UUID id : kept) {
            if (id.equals(FINGERPRINT_KEY) || id.equals(current) || inUse.contains(id)) {
                unusedSince.remove(id);
            } else if (unusedSince
                    .computeIfAbsent(id, first -> now)
                    .plus(made.contains(id) ? ERASED_AFTER : OTHERS_ERASED_AFTER)
                    .isBefore(now)) {
                SecretBytes key = opened.remove(id);
                if (key != null) {
                    key.close();
                }
                unusedSince.remove(id);
                made.remove(id);
                shelf.erase(id);
                erased++;
            }
        }
        return erased;
    }

    private synchronized UUID currentDataKey() {
        Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        UUID id = current;
        if (id == null || !hour.equals(currentHour)) {
            id = UUID.randomUUID();
            create(id);
            current = id;
            currentHour = hour;
        }
        return id;
    }

    private synchronized void create(UUID id) {
        SecretBytes key = SecretBytes.random(KEY_LENGTH, random);
        shelf.put(id, keyEncryptionKey.wrap(id.toString(), key));
        opened.put(id, key);
        made.add(id);
    }

    private synchronized SecretBytes dataKey(UUID id) {
        return opened.computeIfAbsent(id, missing -> {
            byte[] wrapped =
                    shelf.get(missing).orElseThrow(() -> new WrappingException("data key " + missing + " was erased"));
            return keyEncryptionKey.unwrap(missing.toString(), wrapped);
        });
    }
}
