package dk.kronborg.testbed.pki;

import org.bouncycastle.asn1.x509.KeyPurposeId;

/** What a leaf may be used for, its extended key usage. */
public enum Use {
    SERVER,
    CLIENT;

    KeyPurposeId purpose() {
        return switch (this) {
            case SERVER -> KeyPurposeId.id_kp_serverAuth;
            case CLIENT -> KeyPurposeId.id_kp_clientAuth;
        };
    }
}
