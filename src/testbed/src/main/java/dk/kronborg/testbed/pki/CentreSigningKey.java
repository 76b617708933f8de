package dk.kronborg.testbed.pki;

import java.io.IOException;
import java.nio.file.Path;

/** The key pair by which the centre signs what it says on the bus, ML-DSA-65 (FIPS 204). */
public final class CentreSigningKey {

    /** The centre's name for it, unless it is set otherwise. */
    public static final String ID = "centre-1";

    private CentreSigningKey() {}

    /** The private key kept in that directory, a PEM file, made now if there is none; {@link #publicHalf} is beside it. */
    public static Path open(Path directory) throws IOException {
        return files(directory).orMade("ML-DSA-65").privateHalf();
    }

    /** By which everybody checks what the centre says, a PEM file. */
    public static Path publicHalf(Path directory) {
        return files(directory).publicHalf();
    }

    private static SigningKeyFiles files(Path directory) {
        return SigningKeyFiles.of(directory, "centre");
    }
}
