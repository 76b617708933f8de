package dk.kronborg.topology.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Signatures go both ways between Bouncy Castle, by which this signs, and the JDK's own implementation. */
class SigningKeyTest {

    private static final byte[] MESSAGE = {1, 2, 3};

    @Test
    void theJdkChecksWhatIsSignedHere() throws GeneralSecurityException {
        KeySignature made = TestKeys.key(3).sign(MESSAGE);

        Signature verifier = Signature.getInstance("ML-DSA-87", "SUN");
        verifier.initVerify(KeyFactory.getInstance("ML-DSA-87", "SUN")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(made.key()))));
        verifier.update(MESSAGE);
        assertThat(verifier.verify(Base64.getDecoder().decode(made.signature())))
                .isTrue();
    }

    @Test
    void whatTheJdkSignsIsCheckedHereAndItsKeysServe() throws GeneralSecurityException {
        KeyPair theirs = KeyPairGenerator.getInstance("ML-DSA-87", "SUN").generateKeyPair();
        Signature signer = Signature.getInstance("ML-DSA-87", "SUN");
        signer.initSign(theirs.getPrivate());
        signer.update(MESSAGE);
        KeySignature made = KeySignature.of(theirs.getPublic().getEncoded(), signer.sign());

        assertThat(made.isOver(MESSAGE)).isTrue();
        assertThat(made.isOver(new byte[] {1, 2, 4})).isFalse();
        SigningKey imported = new SigningKey(theirs.getPrivate(), theirs.getPublic(), new SecureRandom());
        assertThat(imported.sign(MESSAGE).isOver(MESSAGE)).isTrue();
        assertThat(imported.pin()).isEqualTo(made.pin());
    }

    @Test
    void keysAreOfOnePairAndOfThisAlgorithm() throws GeneralSecurityException {
        KeyPair one = TestKeys.pair(1);
        KeyPair other = TestKeys.pair(2);
        KeyPair weaker = KeyPairGenerator.getInstance("ML-DSA-65", "SUN").generateKeyPair();

        assertThatThrownBy(() -> new SigningKey(one.getPrivate(), other.getPublic(), new SecureRandom()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one pair");
        assertThatThrownBy(() -> new SigningKey(weaker.getPrivate(), weaker.getPublic(), new SecureRandom()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ML-DSA-87");
    }

    @Test
    void lengthsAndSpellingAreFixed() {
        KeySignature good = TestKeys.key(3).sign(MESSAGE);
        String longer = Base64.getEncoder().encodeToString(new byte[4628]);
        String shorter = Base64.getEncoder().encodeToString(new byte[4626]);
        for (String bad : new String[] {longer, shorter, "", "*", good.signature() + "\n"}) {
            assertThatThrownBy(() -> new KeySignature(good.key(), bad)).isInstanceOf(IllegalArgumentException.class);
        }
        // 2614 bytes end within a character, whose last bits are to be 0.
        String otherBits = good.key().replaceFirst(".==$", "/==");
        assertThat(otherBits).isNotEqualTo(good.key());
        assertThatThrownBy(() -> new KeySignature(otherBits, good.signature()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void printsNoKey() {
        assertThat(TestKeys.key(3)).hasToString("SigningKey[" + TestKeys.key(3).pin() + ']');
    }
}
