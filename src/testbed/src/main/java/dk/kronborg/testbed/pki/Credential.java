package dk.kronborg.testbed.pki;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate and its private key.
 *
 * @param chain the leaf, then the authority that issued it; the root is not in it
 */
public record Credential(List<X509Certificate> chain, PrivateKey key) {

    public Credential {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a credential has at least the leaf certificate");
        }
    }

    public X509Certificate leaf() {
        return chain.getFirst();
    }

    /** Reads what {@link #writeTo} wrote, or any PEM chain with its unencrypted PKCS#8 key. */
    public static Credential read(Path certificate, Path key) throws IOException {
        return new Credential(Pem.readCertificates(certificate), Pem.readPrivateKey(key));
    }

    /** Writes the chain, and the key readable by its owner only. */
    public void writeTo(Path certificate, Path keyFile) throws IOException {
        Pem.writePrivateKey(keyFile, key);
        Pem.writeCertificates(certificate, chain);
    }
}
