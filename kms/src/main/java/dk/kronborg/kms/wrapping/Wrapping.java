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
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.crypto.Mac;

/**
 * Wraps secret bytes for the database under hourly data keys. Erasing the data key destroys everything that
 * it wrapped, whatever copies of the database exist.
 *
 * <p>Data keys are wrapped by the newest version of the key-encryption key. What a crash left under an older one is
 * wrapped anew at the next start, and the older one destroyed.
 *
 * <p>Safe for use by several threads, and by several processes that share key-encryption key and shelf. Data keys that are open stay open while the key-encryption key cannot be reached.
 */
public final class Wrapping {

    private static final int KEY_LENGTH = 32;
    private static final Duration ERASED_AFTER = Duration.ofMinutes(10);

    /** How long {@link #zeroise} waits for what is being written, unless it is told otherwise. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    /** Another process may still wrap under its data key for the hour, and has it for another while. */
    private static final Duration OTHERS_ERASED_AFTER = Duration.ofMinutes(80);
    /** Not a random UUID, hence never the name of a data key. */
    private static final UUID FINGERPRINT_KEY = new UUID(0, 1);

    private final KeyEncryptionKey keyEncryptionKey;
    private final DataKeyShelf shelf;
    private final SecureRandom random;
    private final Clock clock;
    private final Duration longestWait;

    /** Held while the shelf or the key-encryption key changes or a data key is opened; a token may make that long. */
    private final ReentrantLock changes = new ReentrantLock();
    /** Shared by those who use an opened data key, exclusive for wiping it; never held while anything is waited for. */
    private final StampedLock use = new StampedLock();

    private final Map<UUID, SecretBytes> opened = new ConcurrentHashMap<>();
    private final Map<UUID, Instant> unusedSince = new HashMap<>();
    private final Map<Life, Current> current = new ConcurrentHashMap<>();
    private volatile boolean zeroised;
    /** Data keys that no other process of this KME wraps under. */
    private final Set<UUID> made = new HashSet<>();

    /** The data key of an hour, for one life. */
    private record Current(UUID id, Instant hour) {}

    /**
     * What a rotation has done.
     *
     * @param version    the new version, under which data keys are wrapped from now on
     * @param rewrapped  data keys that were wrapped under older versions and now are under this one
     * @param unreadable data keys that are damaged on the shelf; the versions that they name are kept
     */
    public record Rotation(int version, int rewrapped, int unreadable) {}

    /**
     * Opens what is on the shelf, or makes the first keys of a site.
     *
     * @throws IllegalStateException       if the key-encryption key is not the one that wrapped what is on the shelf;
     *                                     the message says what can be done
     * @throws KeyEncryptionKeyUnavailable if it cannot be reached
     */
    public Wrapping(KeyEncryptionKey keyEncryptionKey, DataKeyShelf shelf, SecureRandom random, Clock clock) {
        this(keyEncryptionKey, shelf, random, clock, LONGEST_WAIT);
    }

    /**
     * As the other one.
     *
     * @param longestWait how long {@link #zeroise} waits for what others are writing, to destroy that, too
     */
    public Wrapping(
            KeyEncryptionKey keyEncryptionKey,
            DataKeyShelf shelf,
            SecureRandom random,
            Clock clock,
            Duration longestWait) {
        this.keyEncryptionKey = keyEncryptionKey;
        this.shelf = shelf;
        this.random = random;
        this.clock = clock;
        this.longestWait = longestWait;
        try {
            changing(() -> {
                makeFirstKeys();
                return open(FINGERPRINT_KEY);
            });
        } catch (WrappingException e) {
            throw new IllegalStateException(
                    "the key-encryption key does not open this site's data keys: it is not the one that wrapped them,"
                            + " or they were changed. Bring the right one back; or, to make all keys of this site anew,"
                            + " remove its state folder (kronborg.kme.state) whole",
                    e);
        }
        // Left by a crash, unless another process rotates.
        if (keyEncryptionKey.versions().size() > 1) {
            var _ = shelf.unlessRotating(
                    () -> rewrapUnder(keyEncryptionKey.versions().last()));
        }
    }

    private void makeFirstKeys() {
        if (keyEncryptionKey.versions().isEmpty()) {
            if (!shelf.ids().isEmpty()) {
                throw new IllegalStateException("the key-encryption key is lost, and with it all keys of this site;"
                        + " to make them anew, remove the site's state folder (kronborg.kme.state) whole");
            }
            keyEncryptionKey.create(1);
        }
        if (shelf.get(FINGERPRINT_KEY).isEmpty()) {
            create(FINGERPRINT_KEY);
        }
    }

    /** Alone among threads and processes. */
    private <T> T changing(Supplier<T> work) {
        changes.lock();
        try {
            return shelf.alone(work);
        } finally {
            changes.unlock();
        }
    }

    /**
     * Wraps bytes for one place in the database.
     *
     * @param life  how long they will be kept there
     * @param place names table, row and column; opening the bytes under another name fails
     */
    public Wrapped wrap(Life life, String place, SecretBytes plain) {
        UUID id = currentDataKey(life);
        return new Wrapped(id, using(id, key -> AesGcm.seal(key, place, plain, random)));
    }

    /**
     * Opens what was wrapped for that place.
     *
     * @throws WrappingException if it was changed or moved, or its data key was erased
     */
    public SecretBytes unwrap(String place, Wrapped wrapped) {
        return using(wrapped.dataKey(), key -> AesGcm.open(key, place, wrapped.ciphertext()));
    }

    /**
     * A keyed digest by which the same bytes are recognised later without keeping them; 16 bytes, meaningless
     * without this site's keys.
     */
    public byte[] fingerprint(byte[] context, SecretBytes bytes) {
        return using(FINGERPRINT_KEY, key -> {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(key.asKey("HmacSHA256"));
                mac.update((byte) (context.length >>> 8));
                mac.update((byte) context.length);
                mac.update(context);
                return Arrays.copyOf(mac.doFinal(bytes.exposed()), 16);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has HmacSHA256", e);
            }
        });
    }

    /**
     * Erases every data key that has wrapped nothing for a while; what else it wrapped is destroyed by that. The
     * while lets bytes that are wrapped already reach the database, also those of another process of this KME.
     *
     * @return how many
     */
    public int eraseUnused(Set<UUID> inUse) {
        changes.lock();
        try {
            requireKeys();
            Instant now = clock.instant();
            Set<UUID> spared = new HashSet<>(inUse);
            spared.add(FINGERPRINT_KEY);
            current.values().forEach(each -> spared.add(each.id()));
            int erased = 0;
            Set<UUID> kept = shelf.ids();
            // Another process may have erased some.
            wipe(opened.keySet().stream().filter(id -> !kept.contains(id)).collect(Collectors.toSet()));
            for (UUID id : kept) {
                if (spared.contains(id)) {
                    unusedSince.remove(id);
                } else if (unusedSince
                        .computeIfAbsent(id, first -> now)
                        .plus(made.contains(id) ? ERASED_AFTER : OTHERS_ERASED_AFTER)
                        .isBefore(now)) {
                    wipe(Set.of(id));
                    unusedSince.remove(id);
                    made.remove(id);
                    shelf.erase(id);
                    erased++;
                }
            }
            return erased;
        } finally {
            changes.unlock();
        }
    }

    /**
     * Makes a new version of the key-encryption key, wraps every data key under it, and destroys the older versions,
     * while others wrap and unwrap. Wherever it is cut off, all data keys still open, and the next start or the next
     * rotation ends it.
     *
     * @throws IllegalStateException       if another rotation is under way, in this process or in another
     * @throws KeyEncryptionKeyUnavailable if the key-encryption key cannot be reached
     */
    public Rotation rotate() {
        return shelf.unlessRotating(() -> rewrapUnder(newVersion()))
                .orElseThrow(
                        () -> new IllegalStateException("another rotation of the key-encryption key is under way"));
    }

    private int newVersion() {
        return changing(() -> {
            requireKeys();
            int version = newest() + 1;
            keyEncryptionKey.create(version);
            if (zeroised) {
                keyEncryptionKey.destroy(version);
            }
            requireKeys();
            return version;
        });
    }

    private Rotation rewrapUnder(int newest) {
        int rewrapped = 0;
        int unreadable = 0;
        Set<Integer> needed = new HashSet<>();
        for (UUID id : shelf.ids()) {
            try {
                if (changing(() -> rewrap(id, newest))) {
                    rewrapped++;
                }
            } catch (WrappingException e) {
                unreadable++;
                versionOf(id).ifPresent(needed::add);
            }
        }
        // Whatever came onto the shelf since was wrapped under the newest version.
        for (int old : keyEncryptionKey.versions().headSet(newest, false)) {
            if (!needed.contains(old)) {
                keyEncryptionKey.destroy(old);
            }
        }
        return new Rotation(newest, rewrapped, unreadable);
    }

    private boolean rewrap(UUID id, int newest) {
        requireKeys();
        Optional<WrappedDataKey> old = shelf.get(id).filter(wrapped -> wrapped.version() != newest);
        if (old.isPresent()) {
            try (SecretBytes key = unwrap(id, old.get())) {
                put(id, newest, key);
            }
        }
        return old.isPresent();
    }

    private Optional<Integer> versionOf(UUID id) {
        try {
            return shelf.get(id).map(WrappedDataKey::version);
        } catch (WrappingException e) {
            return Optional.empty();
        }
    }

    /**
     * Destroys all keys of this site for good: the opened ones in memory, the key-encryption key in all versions, and
     * the data keys. From the first moment on nothing is wrapped or unwrapped any more; neither a rotation nor a token
     * that does not answer holds that up. It may be repeated.
     *
     * @throws KeyEncryptionKeyUnavailable if the key-encryption key could not be destroyed; all else is
     */
    public void zeroise() {
        zeroised = true;
        wipe(opened.keySet());
        try {
            KeyDestruction.destroy(keyEncryptionKey, shelf);
        } finally {
            destroyWhatWasBeingWritten();
        }
    }

    private void destroyWhatWasBeingWritten() {
        if (isQuiet()) {
            try {
                KeyDestruction.destroy(keyEncryptionKey, shelf);
            } finally {
                changes.unlock();
            }
        }
    }

    private boolean isQuiet() {
        try {
            return changes.tryLock(longestWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void requireKeys() {
        if (zeroised) {
            throw new SiteZeroised();
        }
    }

    private UUID currentDataKey(Life life) {
        Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        Current now = current.get(life);
        return now != null && now.hour().equals(hour) ? now.id() : dataKeyOf(life, hour);
    }

    private UUID dataKeyOf(Life life, Instant hour) {
        return changing(() -> {
            requireKeys();
            Current now = current.get(life);
            if (now == null || !now.hour().equals(hour)) {
                now = new Current(UUID.randomUUID(), hour);
                create(now.id());
                current.put(life, now);
            }
            return now.id();
        });
    }

    private void create(UUID id) {
        SecretBytes key = SecretBytes.random(KEY_LENGTH, random);
        boolean kept = false;
        try {
            put(id, newest(), key);
            kept = true;
        } finally {
            if (!kept) {
                key.close();
            }
        }
        made.add(id);
        keepOpen(id, key);
    }

    private int newest() {
        NavigableSet<Integer> versions = keyEncryptionKey.versions();
        if (versions.isEmpty()) {
            throw new KeyEncryptionKeyUnavailable("there is no key-encryption key");
        }
        return versions.last();
    }

    private void put(UUID id, int version, SecretBytes key) {
        byte[] wrapped = keyEncryptionKey.wrap(version, id.toString(), key);
        requireKeys();
        shelf.put(id, new WrappedDataKey(version, wrapped));
    }

    private SecretBytes unwrap(UUID id, WrappedDataKey wrapped) {
        return keyEncryptionKey.unwrap(wrapped.version(), id.toString(), wrapped.ciphertext());
    }

    /** Lets somebody use a data key, which stays what it is for that time. */
    private <T> T using(UUID id, Function<SecretBytes, T> work) {
        while (true) {
            long stamp = use.readLock();
            try {
                SecretBytes key = opened.get(id);
                if (key != null) {
                    return work.apply(key);
                }
            } finally {
                use.unlockRead(stamp);
            }
            changing(() -> open(id));
        }
    }

    private UUID open(UUID id) {
        requireKeys();
        if (!opened.containsKey(id)) {
            WrappedDataKey wrapped =
                    shelf.get(id).orElseThrow(() -> new WrappingException("data key " + id + " was erased"));
            keepOpen(id, unwrap(id, wrapped));
        }
        return id;
    }

    private void keepOpen(UUID id, SecretBytes key) {
        long stamp = use.readLock();
        try {
            if (zeroised) {
                key.close();
                throw new SiteZeroised();
            }
            opened.put(id, key);
        } finally {
            use.unlockRead(stamp);
        }
    }

    private void wipe(Set<UUID> ids) {
        long stamp = use.writeLock();
        try {
            for (UUID id : ids) {
                SecretBytes key = opened.remove(id);
                if (key != null) {
                    key.close();
                }
            }
        } finally {
            use.unlockWrite(stamp);
        }
    }
}
