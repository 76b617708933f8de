package dk.kronborg.kms.wrapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What every key-encryption key does, wherever it lives. */
public abstract class KeyEncryptionKeyContract {

    private final SecretBytes dataKey = SecretBytes.random(32, new SecureRandom());

    /** The key of the site under test; called again, as after a restart. */
    protected abstract KeyEncryptionKey open();

    @Test
    void beginsWithoutVersions() {
        assertThat(open().versions()).isEmpty();
    }

    @Test
    void opensAfterARestartWhatItWrapped() {
        KeyEncryptionKey key = open();
        key.create(1);
        byte[] wrapped = key.wrap(1, "a", dataKey);

        KeyEncryptionKey again = open();
        assertThat(again.versions()).containsExactly(1);
        assertThat(again.unwrap(1, "a", wrapped).sameAs(dataKey)).isTrue();
    }

    @Test
    void neverWrapsTheSameTwice() {
        KeyEncryptionKey key = open();
        key.create(1);

        assertThat(key.wrap(1, "a", dataKey)).isNotEqualTo(key.wrap(1, "a", dataKey));
    }

    @Test
    void isBoundToTheName() {
        KeyEncryptionKey key = open();
        key.create(1);
        byte[] wrapped = key.wrap(1, "a", dataKey);

        assertThatThrownBy(() -> key.unwrap(1, "b", wrapped)).isInstanceOf(WrappingException.class);
        assertThat(key.unwrap(1, "a", wrapped).sameAs(dataKey)).isTrue();
    }

    @Test
    void refusesWhatWasChangedCutOrMadeUp() {
        KeyEncryptionKey key = open();
        key.create(1);
        byte[] wrapped = key.wrap(1, "a", dataKey);
        for (int at = 0; at < wrapped.length; at++) {
            byte[] changed = wrapped.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> key.unwrap(1, "a", changed)).isInstanceOf(WrappingException.class);
        }
        for (int length : new int[] {0, 1, 11, 12, 27, wrapped.length - 1}) {
            assertThatThrownBy(() -> key.unwrap(1, "a", Arrays.copyOf(wrapped, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(WrappingException.class);
        }
        assertThat(key.unwrap(1, "a", wrapped).sameAs(dataKey)).isTrue();
    }

    @Test
    void keepsVersionsApart() {
        KeyEncryptionKey key = open();
        key.create(1);
        key.create(2);
        byte[] first = key.wrap(1, "a", dataKey);

        assertThat(key.versions()).containsExactly(1, 2);
        assertThatThrownBy(() -> key.unwrap(2, "a", first)).isInstanceOf(WrappingException.class);
        assertThat(key.unwrap(1, "a", first).sameAs(dataKey)).isTrue();
        assertThatThrownBy(() -> key.create(2)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void destroysOneVersionAndKeepsTheOther() {
        KeyEncryptionKey key = open();
        key.create(1);
        key.create(2);
        byte[] first = key.wrap(1, "a", dataKey);
        byte[] second = key.wrap(2, "a", dataKey);
        key.destroy(1);
        key.destroy(1);

        assertThat(key.versions()).containsExactly(2);
        // Nothing says that the key is wrong: it is not there, and whoever asks must not take that for damage.
        assertThatThrownBy(() -> key.unwrap(1, "a", first)).isInstanceOf(KeyEncryptionKeyUnavailable.class);
        assertThat(key.unwrap(2, "a", second).sameAs(dataKey)).isTrue();
        key.create(1);
        assertThatThrownBy(() -> key.unwrap(1, "a", first)).isInstanceOf(WrappingException.class);
    }

    /** Processes of one KME share it, and each makes and destroys versions. */
    @Test
    void seesWhatAnotherProcessMakesAndDestroys() {
        KeyEncryptionKey key = open();
        key.create(1);
        KeyEncryptionKey other = open();
        assertThat(other.unwrap(1, "a", key.wrap(1, "a", dataKey)).sameAs(dataKey))
                .isTrue();
        key.create(2);

        assertThat(other.unwrap(2, "a", key.wrap(2, "a", dataKey)).sameAs(dataKey))
                .isTrue();
        key.destroy(1);
        assertThat(other.versions()).containsExactly(2);
        assertThatThrownBy(() -> other.create(2)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void destroysAll() {
        KeyEncryptionKey key = open();
        key.create(1);
        key.create(2);
        byte[] wrapped = key.wrap(2, "a", dataKey);
        key.destroyAll();
        key.destroyAll();

        assertThat(key.versions()).isEmpty();
        assertThat(open().versions()).isEmpty();
        assertThatThrownBy(() -> key.unwrap(2, "a", wrapped)).isInstanceOf(KeyEncryptionKeyUnavailable.class);
    }

    @Test
    void servesSeveralThreads() {
        KeyEncryptionKey key = open();
        key.create(1);

        assertThat(java.util.stream.IntStream.range(0, 200)
                        .parallel()
                        .mapToObj(String::valueOf)
                        .allMatch(name ->
                                key.unwrap(1, name, key.wrap(1, name, dataKey)).sameAs(dataKey)))
                .isTrue();
    }
}
