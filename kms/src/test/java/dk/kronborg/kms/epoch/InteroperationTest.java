package dk.kronborg.kms.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.kms.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same algorithms by another implementation, the JDK's own: keys, ciphertexts and signatures go both ways. */
class InteroperationTest {

    private static final byte[] MESSAGE = {1, 2, 3};

    private static PublicKey jdkKey(String algorithm, byte[] encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm, provider(algorithm)).generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static String provider(String algorithm) {
        if (algorithm.startsWith("ML-DSA")) {
            return "SUN";
        }
        return algorithm.startsWith("ML-KEM") ? "SunJCE" : "SunEC";
    }

    /** Also shows that the secret is the standard's, with no derivation on top. */
    @ParameterizedTest
    @EnumSource
    void theJdkOpensWhatIsEncapsulatedHere(KeyEncapsulation kem) throws GeneralSecurityException {
        KeyPair theirs = KeyPairGenerator.getInstance(kem.jcaName(), "SunJCE").generateKeyPair();

        KeyEncapsulation.Encapsulated made = kem.encapsulate(theirs.getPublic().getEncoded(), Ends.RANDOM);

        byte[] opened = KEM.getInstance(kem.jcaName(), "SunJCE")
                .newDecapsulator(theirs.getPrivate())
                .decapsulate(made.ciphertext())
                .getEncoded();
        assertThat(opened).hasSize(32).isEqualTo(made.secret().exposed());
        assertThat(made.ciphertext()).hasSize(kem.ciphertextLength());
        assertThat(theirs.getPublic().getEncoded()).hasSize(kem.keyLength());
    }

    @ParameterizedTest
    @EnumSource
    void whatTheJdkEncapsulatesIsOpenedHere(KeyEncapsulation kem) throws GeneralSecurityException {
        KeyPair own = kem.generate(Ends.RANDOM);

        KEM.Encapsulated made = KEM.getInstance(kem.jcaName(), "SunJCE")
                .newEncapsulator(jdkKey(kem.jcaName(), own.getPublic().getEncoded()))
                .encapsulate();

        try (SecretBytes opened = kem.decapsulate(own.getPrivate(), made.encapsulation())) {
            assertThat(opened.exposed()).isEqualTo(made.key().getEncoded());
        }
    }

    /** A ciphertext that was changed yields the same secret with both: the one that FIPS 203 prescribes. */
    @ParameterizedTest
    @EnumSource
    void bothRejectImplicitlyAlike(KeyEncapsulation kem) throws GeneralSecurityException {
        KeyPair theirs = KeyPairGenerator.getInstance(kem.jcaName(), "SunJCE").generateKeyPair();
        PrivateKey here = KeyFactory.getInstance(kem.jcaName(), PublicKeys.BOUNCY_CASTLE)
                .generatePrivate(new PKCS8EncodedKeySpec(theirs.getPrivate().getEncoded()));
        KeyEncapsulation.Encapsulated made = kem.encapsulate(theirs.getPublic().getEncoded(), Ends.RANDOM);
        byte[] changed = made.ciphertext().clone();
        changed[17] ^= 4;

        try (SecretBytes rejected = kem.decapsulate(here, changed)) {
            assertThat(rejected.exposed())
                    .isEqualTo(KEM.getInstance(kem.jcaName(), "SunJCE")
                            .newDecapsulator(theirs.getPrivate())
                            .decapsulate(changed)
                            .getEncoded())
                    .isNotEqualTo(made.secret().exposed());
        }
    }

    /** FIPS 203, 7.3, as the provider itself does it: the hash in a private key, and the length of a ciphertext. */
    @ParameterizedTest
    @EnumSource
    void theProviderChecksWhatItDecapsulates(KeyEncapsulation kem) throws GeneralSecurityException {
        KeyPair theirs = KeyPairGenerator.getInstance(kem.jcaName(), "SunJCE").generateKeyPair();
        byte[] good = theirs.getPrivate().getEncoded();
        KeyFactory factory = KeyFactory.getInstance(kem.jcaName(), PublicKeys.BOUNCY_CASTLE);
        PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(good));
        for (int fromEnd : new int[] {33, 64, 65, 500}) { // In the hash of the public key, and in the key itself.
            byte[] bad = good.clone();
            bad[bad.length - fromEnd] ^= 1;
            assertThatThrownBy(() -> factory.generatePrivate(new PKCS8EncodedKeySpec(bad)))
                    .as("%d from the end", fromEnd)
                    .isInstanceOf(InvalidKeySpecException.class);
        }
        for (int length : new int[] {0, kem.ciphertextLength() - 1, kem.ciphertextLength() + 1}) {
            assertThatThrownBy(() -> KEM.getInstance(kem.jcaName(), PublicKeys.BOUNCY_CASTLE)
                            .newDecapsulator(key)
                            .decapsulate(new byte[length]))
                    .isInstanceOf(DecapsulateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theJdkVerifiesWhatIsSignedHere(IdentityAlgorithm algorithm) throws GeneralSecurityException {
        IdentityKey own = Ends.identity(algorithm);
        byte[] signature = own.sign(MESSAGE);

        assertThat(signature).hasSize(algorithm.signatureLength());
        assertThat(own.publicKey()).hasSize(algorithm.keyLength());
        Signature verifier = Signature.getInstance(algorithm.jcaName(), "SUN");
        verifier.initVerify(jdkKey(algorithm.jcaName(), own.publicKey()));
        verifier.update(MESSAGE);
        assertThat(verifier.verify(signature)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void whatTheJdkSignsIsVerifiedHereAndItsKeysServe(IdentityAlgorithm algorithm) throws GeneralSecurityException {
        KeyPair theirs =
                KeyPairGenerator.getInstance(algorithm.jcaName(), "SUN").generateKeyPair();
        Signature signer = Signature.getInstance(algorithm.jcaName(), "SUN");
        signer.initSign(theirs.getPrivate());
        signer.update(MESSAGE);
        byte[] signature = signer.sign();
        byte[] key = theirs.getPublic().getEncoded();

        assertThat(algorithm.verifies(key, MESSAGE, signature)).isTrue();
        assertThat(algorithm.verifies(key, new byte[] {1, 2, 4}, signature)).isFalse();
        IdentityKey imported = new IdentityKey(theirs.getPrivate(), theirs.getPublic(), Ends.RANDOM);
        assertThat(algorithm.verifies(key, MESSAGE, imported.sign(MESSAGE))).isTrue();
        assertThat(imported.publicKey()).isEqualTo(key);
    }

    @ParameterizedTest
    @EnumSource
    void bothExchangeTheSameSecret(KeyExchange exchange) throws GeneralSecurityException {
        KeyPair own = exchange.generate(Ends.RANDOM);
        KeyPairGenerator generator = KeyPairGenerator.getInstance(exchange.keyName(), "SunEC");
        if (exchange == KeyExchange.ECDH_P384) {
            generator.initialize(new ECGenParameterSpec("secp384r1"));
        }
        KeyPair theirs = generator.generateKeyPair();
        KeyAgreement agreement = KeyAgreement.getInstance(exchange.agreementName(), "SunEC");
        agreement.init(theirs.getPrivate());
        agreement.doPhase(jdkKey(exchange.keyName(), own.getPublic().getEncoded()), true);

        try (SecretBytes secret =
                exchange.agree(own.getPrivate(), theirs.getPublic().getEncoded())) {
            assertThat(secret.exposed()).isEqualTo(agreement.generateSecret());
        }
        assertThat(Arrays.asList(own, theirs))
                .allSatisfy(pair -> assertThat(pair.getPublic().getEncoded()).hasSize(exchange.keyLength()));
    }
}
