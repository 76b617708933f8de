package dk.kronborg.testbed.pki;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.map.Pin;
import java.io.IOException;
import java.nio.file.Path;

/** The key by which a KME signs for its post-quantum epochs, ML-DSA-87 (FIPS 204). */
public final class KmeIdentityKey {

    private static final String ALGORITHM = "ML-DSA-87";

    private KmeIdentityKey() {}

    /** The private key kept in that directory, a PEM file, made now if there is none. */
    public static Path open(KmeId kme, Path directory) throws IOException {
        return files(kme, directory).privateHalf();
    }

    /** By which other KMEs know it, as the network description names it. */
    public static String pin(KmeId kme, Path directory) throws IOException {
        return Pin.of(Pem.readPublicKey(files(kme, directory).publicHalf()).getEncoded())
                .text();
    }

    private static SigningKeyFiles files(KmeId kme, Path directory) throws IOException {
        return SigningKeyFiles.of(directory, kme.value()).orMade(ALGORITHM);
    }
}
