package dk.kronborg.account.bouncycastle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class Argon2idTest {

    private final Argon2id hashes = new Argon2id(new SecureRandom());

    /** By the command of the reference implementation: {@code echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32}. */
    @Test
    void knowsPasswordsThatOthersHashed() {
        String kept = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

        assertThat(hashes.matches("password", kept)).isTrue();
        assertThat(hashes.matches("Password", kept)).isFalse();
    }

    @Test
    void hashesAnotherWayEachTime() {
        String one = hashes.of("four words are enough");
        String other = hashes.of("four words are enough");

        assertThat(one).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(other);
        assertThat(hashes.matches("four words are enough", one)).isTrue();
        assertThat(hashes.matches("four words are enough", other)).isTrue();
        assertThat(hashes.matches("four words are not enough", one)).isFalse();
    }

    /** An accented letter in one character, or in two. */
    @Test
    void doesNotCareHowACharacterWasTyped() {
        assertThat(hashes.matches("a\u030Angstr\u00F6m", hashes.of("\u00E5ngstro\u0308m")))
                .isTrue();
    }

    @Test
    void refusesWhatIsKeptInAnotherForm() {
        for (String kept : new String[] {"", "password", "$2b$12$abc", "$argon2id$v=16$m=19456,t=2,p=1$AAAA$AAAA"}) {
            assertThatThrownBy(() -> hashes.matches("password", kept)).hasMessageContaining("$argon2id$v=19$");
        }
    }
}
