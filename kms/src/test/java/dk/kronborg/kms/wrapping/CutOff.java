package dk.kronborg.kms.wrapping;

import dk.kronborg.kms.secret.SecretBytes;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Ends a process in thought: after so many changes to shelf and key-encryption key, nothing is done any more. */
public final class CutOff {

    private int left = Integer.MAX_VALUE;

    /** @param changes how many are still done from now on */
    public synchronized void after(int changes) {
        left = changes;
    }

    /** The process is gone. */
    static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1;

        Gone() {
            super("the process is gone");
        }
    }

    private void change(Runnable change) {
        synchronized (this) {
            if (left == 0) {
                throw new Gone();
            }
            left--;
        }
        change.run();
    }

    public KeyEncryptionKey of(KeyEncryptionKey key) {
        return new KeyEncryptionKey() {
            @Override
            public NavigableSet<Integer> versions() {
                return key.versions();
            }

            @Override
            public void create(int version) {
                change(() -> key.create(version));
            }

            @Override
            public byte[] wrap(int version, String name, SecretBytes plain) {
                return key.wrap(version, name, plain);
            }

            @Override
            public SecretBytes unwrap(int version, String name, byte[] wrapped) {
                return key.unwrap(version, name, wrapped);
            }

            @Override
            public void destroy(int version) {
                change(() -> key.destroy(version));
            }

            @Override
            public void destroyAll() {
                change(key::destroyAll);
            }
        };
    }

    public DataKeyShelf of(DataKeyShelf shelf) {
        return new DataKeyShelf() {
            @Override
            public void put(UUID id, WrappedDataKey wrapped) {
                change(() -> shelf.put(id, wrapped));
            }

            @Override
            public Optional<WrappedDataKey> get(UUID id) {
                return shelf.get(id);
            }

            @Override
            public Set<UUID> ids() {
                return shelf.ids();
            }

            @Override
            public void erase(UUID id) {
                change(() -> shelf.erase(id));
            }

            @Override
            public void eraseAll() {
                change(shelf::eraseAll);
            }

            @Override
            public <T> T alone(Supplier<T> work) {
                return shelf.alone(work);
            }

            @Override
            public <T> Optional<T> unlessRotating(Supplier<T> rotation) {
                return shelf.unlessRotating(rotation);
            }
        };
    }
}
