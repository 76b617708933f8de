package dk.kronborg.kms.pkcs11;

import java.nio.file.Path;

/**
 * Where a token is and how to open it.
 *
 * @param library the vendor's PKCS #11 library
 * @param token   label of the token, unique among those the library shows
 * @param pinFile file of mode 0600 that holds the user PIN, in one line
 */
public record TokenSettings(Path library, String token, Path pinFile) {

    public TokenSettings {
        if (token.isBlank()) {
            throw new IllegalArgumentException("the label of a token is not blank");
        }
    }
}
