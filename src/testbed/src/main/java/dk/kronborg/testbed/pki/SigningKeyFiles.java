package dk.kronborg.testbed.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * A key pair of ML-DSA (FIPS 204) in two PEM files, made once.
 *
 * @param privateHalf the private key, mode 0600
 * @param publicHalf  by which others check what was signed
 */
record SigningKeyFiles(Path privateHalf, Path publicHalf) {

    /** The files of that name in that directory, which may not be there yet. */
    static SigningKeyFiles of(Path directory, String name) {
        return new SigningKeyFiles(directory.resolve(name + ".key.pem"), directory.resolve(name + ".pub.pem"));
    }

    /**
     * The same, made now if they are not there.
     *
     * @param algorithm such as {@code ML-DSA-65}
     */
    SigningKeyFiles orMade(String algorithm) throws IOException {
        // The public half is written last: with it, the private half is there.
        if (!Files.exists(publicHalf)) {
            try {
                KeyPair pair = KeyPairGenerator.getInstance(algorithm, new BouncyCastleProvider())
                        .generateKeyPair();
                Pem.writePrivateKey(privateHalf, pair.getPrivate());
                Pem.writePublicKey(publicHalf, pair.getPublic());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Bouncy Castle has " + algorithm, e);
            }
        }
        return this;
    }

    /** The key pair. By Bouncy Castle, which reads private keys in every encoding of RFC 9881. */
    KeyPair read() throws IOException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter().setProvider(new BouncyCastleProvider());
        try (PEMParser secret = new PEMParser(Files.newBufferedReader(privateHalf));
                PEMParser open = new PEMParser(Files.newBufferedReader(publicHalf))) {
            return new KeyPair(
                    converter.getPublicKey((SubjectPublicKeyInfo) open.readObject()),
                    converter.getPrivateKey((PrivateKeyInfo) secret.readObject()));
        }
    }
}
