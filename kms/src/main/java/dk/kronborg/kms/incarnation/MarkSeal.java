package dk.kronborg.kms.incarnation;

import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.Wrapping;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Seals a site's marks under a key of its state folder, which a snapshot of the whole machine brings back, too. */
public final class MarkSeal {

    private static final byte[] CONTEXT = "kronborg/site-mark/1".getBytes(StandardCharsets.UTF_8);

    private final Wrapping wrapping;

    public MarkSeal(Wrapping wrapping) {
        this.wrapping = wrapping;
    }

    public SealedMark seal(SiteMark mark) {
        return new SealedMark(mark, sealOf(mark));
    }

    /** Whether this site made it. */
    boolean isGenuine(SealedMark sealed) {
        return MessageDigest.isEqual(sealOf(sealed.mark()), sealed.seal());
    }

    private byte[] sealOf(SiteMark mark) {
        String text = mark.incarnation() + " " + mark.starts() + " " + mark.numbers() + " " + mark.spendings();
        try (SecretBytes bytes = SecretBytes.owning(text.getBytes(StandardCharsets.UTF_8))) {
            return wrapping.fingerprint(CONTEXT, bytes);
        }
    }
}
