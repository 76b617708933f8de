package dk.kronborg.testbed.pki;

import java.util.Locale;

/** A kind of connection with listeners and trust anchors of its own. */
public enum Plane {
    SAE,
    PEER,
    DEVICE,
    OPERATOR;

    /** The plane's name in settings and file names. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
