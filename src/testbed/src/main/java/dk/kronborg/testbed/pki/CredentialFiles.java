package dk.kronborg.testbed.pki;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where a holder's credential lies, as PEM.
 *
 * @param certificate the leaf, then its issuing authority
 * @param key         PKCS#8, unencrypted, readable by its owner only
 * @param trust       the root by which it knows the other side
 */
public record CredentialFiles(Path certificate, Path key, Path trust) {

    public Credential read() throws IOException {
        return Credential.read(certificate, key);
    }
}
