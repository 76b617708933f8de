package dk.kronborg.kms.wrapping;

import dk.kronborg.kms.file.DataKeyFiles;
import dk.kronborg.kms.file.KeyEncryptionKeyFiles;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/** A process that rotates the key-encryption key again and again, to be killed; prints the version after each, as long as somebody reads. */
final class RotatingProcess {

    private RotatingProcess() {}

    public static void main(String[] args) {
        Path state = Path.of(args[0]);
        SecureRandom random = new SecureRandom();
        Wrapping wrapping = new Wrapping(
                new KeyEncryptionKeyFiles(state, random), new DataKeyFiles(state), random, Clock.systemUTC());
        while (true) {
            try {
                System.out.println(wrapping.rotate().version());
            } catch (IllegalStateException refused) {
                if (!String.valueOf(refused.getMessage()).contains("under way")) {
                    throw refused;
                }
            }
        }
    }
}
