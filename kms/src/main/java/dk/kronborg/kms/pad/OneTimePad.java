package dk.kronborg.kms.pad;

import dk.kronborg.kms.secret.SecretBytes;

/** Encryption that no computing power breaks, with pads that are used once. */
final class OneTimePad {

    private OneTimePad() {}

    /**
     * Writes the exclusive or of text and pad.
     *
     * @param at where in both arrays the part begins that this pad is for; it ends with the pad
     */
    static void apply(byte[] text, int at, SecretBytes pad, byte[] result) {
        byte[] bits = pad.exposed();
        for (int i = 0; i < bits.length; i++) {
            result[at + i] = (byte) (text[at + i] ^ bits[i]);
        }
    }
}
